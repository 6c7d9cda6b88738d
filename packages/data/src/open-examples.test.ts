import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openExamples, type Examples, type ExamplesToOpen, type SplitOptions } from './index'

function examples(count: number, more: Partial<Examples> = {}): Examples {
  return {
    inputShape: [2],
    inputs: new Float32Array(2 * count),
    labels: Int32Array.from({ length: count }, (_, i) => i % 3),
    ...more,
  }
}

function open(count: number, splits: Partial<SplitOptions> = {}, more: Partial<ExamplesToOpen> = {}) {
  return openExamples({
    source: 'digits',
    training: examples(count),
    splits: { validation: 0, ...splits },
    ...more,
  })
}

const idsOf = (data: ReturnType<typeof open>, split: string) => Array.from(data.split(split).ids ?? [])

describe('openExamples', () => {
  it('takes train first, then validation, and leaves the rest out', () => {
    const data = open(10, { train: 4, validation: 3 })
    expect(data.spec).toEqual({ inputShape: [2], classes: 3, examples: 10, splits: ['train', 'validation'] })
    expect(idsOf(data, 'train')).toEqual([0, 1, 2, 3])
    expect(idsOf(data, 'validation')).toEqual([4, 5, 6])
    expect(data.split('validation').labels).toEqual(Int32Array.of(1, 2, 0))
  })

  it('gives train what no other split takes, by default', () => {
    expect(open(10).split('train').size).toBe(10)
    const data = open(10, { validation: 2, test: 3 })
    expect(idsOf(data, 'train')).toEqual([0, 1, 2, 3, 4])
    expect(idsOf(data, 'test')).toEqual([7, 8, 9])
  })

  it('numbers the examples of a test set after those for training, whatever is left out', () => {
    const data = open(10, { train: 2 }, { test: examples(4) })
    expect(data.spec.examples).toBe(14)
    expect(idsOf(data, 'test')).toEqual([10, 11, 12, 13])
    expect(idsOf(open(10, { test: 2 }, { test: examples(4) }), 'test')).toEqual([10, 11])
    expect(open(10, { test: 0 }, { test: examples(4) }).spec.splits).toEqual(['train'])
  })

  it('takes shares', () => {
    const data = open(10, { train: 0.5, validation: 0.2, test: 0.25 })
    expect(['train', 'validation', 'test'].map((name) => data.split(name).size)).toEqual([5, 2, 3])
    expect(open(3, { test: 0.01 }).split('test').size).toBe(1)
  })

  it('mixes by a seed before it splits, and splits stay apart', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 60 }), (shuffle, count) => {
        const data = open(count, { validation: 1, test: 1, shuffle })
        const all = ['train', 'validation', 'test'].flatMap((name) => idsOf(data, name))
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
      }),
    )
    const mixed = idsOf(open(60, { shuffle: 1 }), 'train')
    expect(mixed).not.toEqual(idsOf(open(60), 'train'))
    expect(mixed).toEqual(idsOf(open(60, { shuffle: 1 }), 'train'))
  })

  it('counts classes over both sets, unless it is told', () => {
    const test = examples(2, { labels: Int32Array.of(0, 7) })
    expect(open(10, {}, { test }).spec.classes).toBe(8)
    expect(open(10, {}, { classes: 20 }).spec.classes).toBe(20)
    expect(open(10, {}, { classNames: ['a', 'b', 'c'] }).spec).toMatchObject({
      classes: 3,
      classNames: ['a', 'b', 'c'],
    })
    expect(open(4, {}, { training: examples(4, { labels: undefined }) }).spec.classes).toBeUndefined()
  })

  const with3 = (more: Partial<Examples>) => ({ training: examples(3, more) })
  it.each<[string, () => unknown, string, RegExp]>([
    ['no data', () => open(0), 'data/empty-split', /expected training examples; got none/],
    [
      'no test data',
      () => open(3, {}, { test: examples(0) }),
      'data/empty-split',
      /expected test examples; got none/,
    ],
    [
      'counts that are too large',
      () => open(60, { train: 58, validation: 5 }),
      'data/count-too-large',
      /\[digits\] expected at most the 60 examples.*got train 58 \+ validation 5/,
    ],
    [
      'validation larger than all',
      () => open(5, { validation: 6 }),
      'data/count-too-large',
      /got validation 6/,
    ],
    [
      'a test count that is too large',
      () => open(5, { test: 4 }, { test: examples(3) }),
      'data/count-too-large',
      /the 3 examples that the test data have; got test 4/,
    ],
    [
      'nothing left for train',
      () => open(5, { validation: 5 }),
      'data/empty-split',
      /none left: validation 5/,
    ],
    [
      'no training examples',
      () => open(5, { train: 0 }),
      'data/empty-split',
      /at least one training example/,
    ],
    [
      'a label that is too large',
      () => open(3, {}, { ...with3({ labels: Int32Array.of(0, 5, 9) }), classes: 5 }),
      'data/label-range',
      /labels from 0 to 4.*training examples; got 5 in example 1 \(counted from 0\)/,
    ],
    [
      'a negative label, named as the source names it',
      () =>
        open(3, {}, with3({ labels: Int32Array.of(0, 1, -1), nameRow: (row) => `line ${row + 2} of a.csv` })),
      'data/label-range',
      /got -1 in line 4 of a\.csv/,
    ],
    [
      'a wrong label in the test set',
      () => open(3, {}, { test: examples(1, { labels: Int32Array.of(3) }), classes: 3 }),
      'data/label-range',
      /in the test examples; got 3 in example 0/,
    ],
    [
      'inputs that are not finite',
      () => open(3, {}, with3({ inputs: Float32Array.of(0, 1, 2, NaN, 4, Infinity) })),
      'data/not-finite',
      /got NaN at position 1 of example 1/,
    ],
    [
      'inputs too large for float32',
      () => open(3, {}, with3({ inputs: Float64Array.of(0, 1, 2, 3, 1e39, 5) })),
      'data/not-finite',
      /got 1e\+39 at position 0 of example 2/,
    ],
    [
      'other numbers of labels and inputs',
      () => open(3, {}, with3({ labels: Int32Array.of(0, 1) })),
      'data/count-mismatch',
      /each of the 3 training examples; got 2 labels/,
    ],
    [
      'inputs that do not fill the shape',
      () => open(3, {}, with3({ inputs: new Uint8Array(5) })),
      'data/shape',
      /multiple of 2 values.*got 5 values/,
    ],
    [
      'targets of other examples',
      () => open(3, {}, with3({ labels: undefined, targets: { classes: 2, values: Float32Array.of(1, 0) } })),
      'data/count-mismatch',
      /2 targets for each of the 3 training examples; got 1 rows of 2/,
    ],
    [
      'targets that are no probabilities',
      () =>
        open(
          3,
          {},
          with3({
            labels: undefined,
            targets: { classes: 2, values: Float32Array.of(1, 0, 0.5, 0.5, 2, 1) },
          }),
        ),
      'data/targets',
      /got 2, 1 in example 2/,
    ],
    [
      'negative probabilities',
      () =>
        open(
          3,
          {},
          with3({
            labels: undefined,
            targets: { classes: 2, values: Float32Array.of(1.5, -0.5, 0.5, 0.5, 1, 0) },
          }),
        ),
      'data/targets',
      /got 1\.5, -0\.5 in example 0/,
    ],
    [
      'a test set of another shape',
      () => open(3, {}, { test: { ...examples(2), inputShape: [1], inputs: new Uint8Array(2) } }),
      'data/shape',
      /inputs \[2\], labels; got inputs \[1\], labels/,
    ],
    [
      'names for other classes',
      () => open(3, {}, { classes: 3, classNames: ['a'] }),
      'data/class-names',
      /each of 3 classes; got 1 names/,
    ],
    [
      'a split that is not there',
      () => open(3).split('test'),
      'data/no-split',
      /a split of these data: train; got 'test'/,
    ],
  ])('refuses %s', (_, act, code, message) => {
    expect(act).toThrow(expect.objectContaining({ code }))
    expect(act).toThrow(message)
  })
})
