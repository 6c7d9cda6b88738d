import type { SignalName, TeacherWant } from '@potstill/spec'
import type { ResolvedTerm } from './resolve-terms'

/** Every signal that a term asks for, for its loss or its temperature. */
export function wantedSignals({ loss, temperature }: ResolvedTerm): ReadonlySet<SignalName> {
  return new Set<SignalName>([...loss.needs, ...loss.uses, ...(temperature?.needs ?? [])])
}

/** What the teacher is asked for on each batch, of all that the terms want together. */
export function teacherWant(terms: readonly ResolvedTerm[], teacherGives: readonly string[]): TeacherWant {
  const wanted = new Set(terms.flatMap((term) => [...wantedSignals(term)]))
  return {
    logits: wanted.has('teacherLogits') && teacherGives.includes('logits'),
    ...(wanted.has('teacherTopK') && teacherGives.includes('topK') ? { topK: true } : {}),
    taps: teacherTaps(terms),
    views: wanted.has('teacherViews'),
  }
}

/** Names of the teacher's taps that the terms want together. */
export function teacherTaps(terms: readonly ResolvedTerm[]): readonly string[] {
  return [...new Set(terms.flatMap(({ taps }) => taps.map(([, teacher]) => teacher)))]
}

/** Names of the student's taps that the terms want together. */
export function studentTaps(terms: readonly ResolvedTerm[]): readonly string[] {
  return [...new Set(terms.flatMap(({ taps }) => taps.map(([student]) => student)))]
}
