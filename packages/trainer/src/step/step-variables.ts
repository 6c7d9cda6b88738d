import type { Variable } from '@tensorflow/tfjs-core'
import type { OpenTeachers } from './open-teachers'
import type { Ready } from './ready-step'
import type { ResolvedLearners } from './resolve-learners'

type Named = readonly (readonly [name: string, variable: Variable])[]

/** Everything that steps change and later steps read. Names hold positions, since a variable's own name may carry a number. */
export function stepVariables(
  { learners, terms }: ResolvedLearners,
  { memories, averages, optimizer, variables }: Ready,
  optimizerName: string,
  teachers: Pick<OpenTeachers, 'memory'>,
): Readonly<Record<string, Variable>> {
  const students = learners.flatMap(({ name = '', student }) => numbered(`student/${name}`, student))
  const means = learners.flatMap(({ name = '', student }) => {
    const average = averages?.of(student)
    return average === undefined ? [] : numbered(`average/${name}`, average)
  })
  const remembered = terms.flatMap(({ name }, index): Named => {
    const { loss, temperature } = memories[index] ?? {}
    return [
      ...under(`memory/${name}/loss/trainable`, loss?.trainable),
      ...under(`memory/${name}/loss/state`, loss?.state),
      ...under(`memory/${name}/temperature/trainable`, temperature?.trainable),
      ...under(`memory/${name}/temperature/state`, temperature?.state),
    ]
  })
  const trained = new Set(variables)
  const slots = [...students, ...remembered].flatMap(([name, kept]) =>
    trained.has(kept) ? under(`optimizer/${optimizerName}/${name}`, optimizer.slots(kept)) : [],
  )
  const followers = under('teacher', teachers.memory())
  return Object.fromEntries([...students, ...means, ...remembered, ...slots, ...followers])
}

function numbered(
  prefix: string,
  { variables, state }: { readonly variables: readonly Variable[]; readonly state: readonly Variable[] },
): Named {
  return [...variables, ...state].map((kept, index) => [`${prefix}/${index}`, kept] as const)
}

function under(prefix: string, kept: Readonly<Record<string, Variable>> = {}): Named {
  return Object.entries(kept).map(([name, variable]) => [`${prefix}/${name}`, variable] as const)
}
