import { beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../testing/programs/workers'
import { runBundled } from '../testing/run-bundled'

let answer: Answer

beforeAll(async () => {
  answer = await runBundled<Answer>('workers')
})

describe('compiled training in worker threads', () => {
  it('learns in each, beside the main thread, the same numbers as alone', () => {
    const [same, other] = answer.workers.map(({ losses }) => losses)
    expect(answer.alone).toHaveLength(60)
    expect(answer.alone.at(-1)).toBeLessThan(answer.alone[0]! / 2)
    expect(answer.beside).toEqual(answer.alone)
    expect(same).toEqual(answer.alone)
    expect(other).toHaveLength(60)
    expect(other).not.toEqual(answer.alone)
    expect(other!.at(-1)).toBeLessThan(other![0]! / 2)
    expect(answer.workers.map(({ exitCode, error }) => [exitCode, error])).toEqual([
      [0, undefined],
      [0, undefined],
    ])
  })

  it('goes on in the main thread when a worker exits, fails or is terminated in the middle', () => {
    expect(answer.ended.map(({ exitCode, error }) => [exitCode, error])).toEqual([
      [3, undefined],
      [1, 'a worker fails'],
      [1, undefined],
    ])
    expect(answer.after).toEqual(answer.alone)
  })
})
