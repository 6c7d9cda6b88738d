import type { SignalName } from '@potstill/spec'
import type { Reading } from './reading'
import type { RecipeTerm } from './term'

const fromTeacher: readonly SignalName[] = ['teacherLogits', 'teacherTopK', 'teacherViews', 'features']

/** Refuses a term that needs what only a teacher gives, where there is none. */
export function demandTeacher({ loss, temperature, teacher }: RecipeTerm, { problems }: Reading): void {
  if (teacher !== undefined) return
  const component = typeof temperature === 'object' ? temperature.component : undefined
  const askers = [
    { name: loss.name, place: loss.place, needs: loss.component.needs },
    ...(typeof temperature === 'object' && component && 'needs' in component
      ? [{ name: temperature.name, place: temperature.place, needs: component.needs }]
      : []),
  ]
  for (const { name, place, needs } of askers) {
    const signals: readonly SignalName[] = needs
    const lacking = signals.find((signal) => fromTeacher.includes(signal))
    if (lacking === undefined) continue
    problems.add({
      place,
      expected: `a teacher, since ${name} needs ${lacking}`,
      received: 'none',
      hint: 'Name a teacher, or take this away.',
    })
  }
}
