import {
  componentKeyword,
  defineSchedule,
  defineStudent,
  defineTeacher,
  definePlugin,
  PotstillError,
} from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createRegistry } from '../registry'
import { errorOf } from '../testing/caught'
import { toys } from '../testing/toy-plugin'
import { distilled } from '../testing/toy-recipes'
import { parseRecipe } from './parse-recipe'

const teacherOption = z.unknown().meta({ [componentKeyword]: 'teacher' })
const scheduleOption = z.unknown().meta({ [componentKeyword]: 'schedule' })
let seen: unknown

const council = defineTeacher({
  name: 'council',
  summary: 'Several teachers.',
  options: z.strictObject({
    members: z.array(teacherOption).min(2),
    head: z.union([z.enum(['first', 'last']), teacherOption]).default('first'),
    shares: z.record(z.string(), scheduleOption).optional(),
    pair: z.tuple([z.string(), scheduleOption]).optional(),
    limit: z.union([z.number(), z.strictObject({ lower: z.number(), upper: z.number() })]).optional(),
    amount: z.union([z.int(), z.number().lt(1)], { error: 'expected a count or a share' }).optional(),
  }),
  create: (options) => {
    seen = options
    return {
      open: () => ({ gives: [], features: {} }),
      predict: () => ({}),
      fingerprint: async () => '',
      close: () => {},
    }
  },
})

const broken = defineStudent({
  name: 'broken',
  summary: 'Cannot be made.',
  options: z.strictObject({ how: z.enum(['badly', 'politely']) }),
  create: ({ how }) => {
    if (how === 'badly') throw new Error('boom')
    throw new PotstillError({ code: 'a/b', expected: 'better', received: 'worse', fix: 'try again' })
  },
})

interface Tree {
  branches?: { leaf?: number | undefined; tree?: Tree | undefined }[] | undefined
}
const treeOptions: z.ZodType<Tree, Tree> = z.strictObject({
  get branches() {
    const branch = z.strictObject({ leaf: z.number().optional(), tree: treeOptions.optional() })
    return z.array(branch).optional()
  },
})

const tree = defineSchedule({
  name: 'tree',
  summary: 'A schema that refers to itself.',
  options: treeOptions,
  create: () => () => 1,
})

const registry = createRegistry([
  toys,
  definePlugin({ name: 'odd', teachers: [council], students: [broken], schedules: [tree] }),
])
const parse = (from: string, to: string) =>
  parseRecipe(distilled.replace(from, to), { file: 'r', registry }).stages[0]!
const told = (from: string, to: string) => errorOf(() => parse(from, to)).message.split('\n')

describe('components inside options', () => {
  it('are made in lists, records, tuples and unions', () => {
    const { teacher } = parse(
      'teacher: oracle',
      'teacher: { council: { members: [oracle, { oracle: { sharpness: 1 } }], head: oracle, shares: { a: 2, b: { cosine: { from: 1 } } }, pair: [x, { cosine: { from: 1 } }] } }',
    )
    expect(seen).toMatchObject({
      members: [{ kind: 'teacher' }, { kind: 'teacher' }],
      head: { kind: 'teacher', name: 'oracle' },
      shares: { a: 2, b: expect.any(Function) },
      pair: ['x', expect.any(Function)],
    })
    expect(teacher).toMatchObject({
      options: {
        members: [{ oracle: { sharpness: 4 } }, { oracle: { sharpness: 1 } }],
        shares: { a: 2, b: { cosine: { from: 1, to: 0 } } },
      },
    })
  })

  it('leave the plain choice of a union alone', () => {
    parse('teacher: oracle', 'teacher: { council: { members: [oracle, oracle], head: last } }')
    expect(seen).toMatchObject({ head: 'last' })
  })

  it('are told at their own place, and once', () => {
    expect(
      told('teacher: oracle', 'teacher: { council: { members: [oracle, orakle], head: orakel } }'),
    ).toEqual([
      'r:3:41 teacher.council.members[1]: expected a teacher: council, oracle; got "orakle". Did you mean "oracle"?',
      'r:3:56 teacher.council.head: expected a teacher: council, oracle; got "orakel". Did you mean "oracle"?',
    ])
  })
})

describe('wrong options', () => {
  it('that hold a wrong component are not told a second time', () => {
    expect(told('0.2', '{ scaled: { by: 2, of: cosin } }')).toEqual([
      'r:8:58 optimizer.sgd.learningRate.scaled.of: expected a schedule: cosine, scaled, tree; got "cosin". Did you mean "cosine"?',
    ])
  })

  it('of a union are told by what it would take', () => {
    expect(told('teacher: oracle', 'teacher: { council: { members: [oracle, oracle], limit: x } }')).toEqual([
      'r:3:57 teacher.council.limit: expected a number or a mapping; got "x".',
    ])
    expect(
      told('teacher: oracle', 'teacher: { council: { members: [oracle, oracle], limit: { uper: 1 } } }'),
    ).toEqual([
      'r:3:59 teacher.council.limit.uper: expected one of the options lower, upper; got "uper". Did you mean "upper"?',
    ])
    expect(told('teacher: oracle', 'teacher: { council: { members: [oracle, oracle], amount: x } }')).toEqual(
      ['r:3:58 teacher.council.amount: expected a count or a share; got "x".'],
    )
  })

  it('deep inside a schema that refers to itself are found', () => {
    const deep = '{ tree: { branches: [{ tree: { branches: [{ leaf: x, tree: {}, laef: 1 }] } }] } }'
    expect(told('0.2', deep)).toEqual([
      'r:8:85 optimizer.sgd.learningRate.tree.branches[0].tree.branches[0].leaf: expected a number; got "x".',
      'r:8:98 optimizer.sgd.learningRate.tree.branches[0].tree.branches[0].laef: expected one of the options leaf, tree; got "laef". Did you mean "leaf"?',
    ])
  })

  it('that only making the component finds are told at its name', () => {
    expect(told('{ tiny: { hidden: [3] } }', '{ broken: { how: badly } }')).toEqual([
      'r:4:12 student.broken: expected options that broken can be made of; got boom.',
    ])
    expect(told('{ tiny: { hidden: [3] } }', '{ broken: { how: politely } }')).toEqual([
      'r:4:12 student.broken: expected better; got worse. Try again.',
    ])
  })
})
