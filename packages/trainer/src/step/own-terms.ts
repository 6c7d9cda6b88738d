import { PotstillError, type Loss, type StudentOutput } from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import type { LearnerPass } from './learner-passes'
import { detach, detachAll } from './detach'
import type { LearnerTerm } from './resolve-learners'

/** Whether a loss trains variables of its own, and never the student. */
export function trainsOwn({ traits }: Pick<Loss, 'traits'>): boolean {
  return traits.trains === 'own'
}

/** What a term is handed of the student's pass: as it is, or with no gradient behind it. */
export function passFor({ loss }: LearnerTerm, pass: LearnerPass): Pick<LearnerPass, 'output' | 'views'> {
  if (!trainsOwn(loss)) return pass
  return { output: detachedOutput(pass.output), views: pass.views.map(detach) }
}

function detachedOutput({ logits, features }: StudentOutput): StudentOutput {
  return { logits: detach(logits), features: detachAll(features) }
}

/** The variables that a term which trains its own has to reach; throws a PotstillError where its loss has none. */
export function ownVariables(
  { name }: LearnerTerm,
  trainable: Readonly<Record<string, Variable>>,
): readonly Variable[] {
  const own = Object.values(trainable)
  if (own.length > 0) return own
  throw new PotstillError({
    code: 'trainer/no-own-variables',
    component: name,
    expected: `variables of its own to train, since ${name} says that it trains nothing else`,
    received: 'none',
    fix: 'let init of the loss return trainable tensors, or take the trait trains away',
  })
}
