import { nearestName, PotstillError, type Loss } from '@potstill/spec'
import { activationBoundary } from './activation-boundary'
import { adaptiveKl } from './adaptive-kl'
import { affinity } from './affinity'
import { attentionMap } from './attention-map'
import { attentionTransfer } from './attention-transfer'
import { channelWiseDivergence } from './channel-wise-divergence'
import { correlationCongruence } from './correlation-congruence'
import { crd } from './crd'
import { crossEntropy } from './cross-entropy'
import { dist } from './dist'
import { dkd } from './dkd'
import { factorTransfer } from './factor-transfer'
import { fitnet } from './fitnet'
import { forwardKl } from './forward-kl'
import { fsp } from './fsp'
import { generalizedJsd } from './generalized-jsd'
import { hardDarkRank } from './hard-dark-rank'
import { hiddenState } from './hidden-state'
import { hierarchicalContext } from './hierarchical-context'
import { ickd } from './ickd'
import { irg } from './irg'
import { jsDistance } from './js-distance'
import { labelSmoothing } from './label-smoothing'
import { logitRegression } from './logit-regression'
import { mgd } from './mgd'
import { multiLevel } from './multi-level'
import { mutual } from './mutual'
import { nst } from './nst'
import { ofa } from './ofa'
import { overhaul } from './overhaul'
import { paraphraser } from './paraphraser'
import { patient } from './patient'
import { pearsonFeature } from './pearson-feature'
import { pkt } from './pkt'
import { probabilityShift } from './probability-shift'
import { reverseKl } from './reverse-kl'
import { reviewKd } from './review-kd'
import { rkd } from './rkd'
import { similarityPreserving } from './similarity-preserving'
import { skewForwardKl } from './skew-forward-kl'
import { skewReverseKl } from './skew-reverse-kl'
import { softTargets } from './soft-targets'
import { sparseTopK } from './sparse-top-k'
import { srd } from './srd'
import { symmetricKl } from './symmetric-kl'
import { totalVariation } from './total-variation'
import { universal } from './universal'
import { vid } from './vid'
import { virtualTeacher } from './virtual-teacher'
import { wsld } from './wsld'

/** Every loss of this package, as a plugin's `losses`. */
export const losses = [
  activationBoundary,
  adaptiveKl,
  affinity,
  attentionMap,
  attentionTransfer,
  channelWiseDivergence,
  correlationCongruence,
  crd,
  crossEntropy,
  dist,
  dkd,
  factorTransfer,
  fitnet,
  forwardKl,
  fsp,
  generalizedJsd,
  hardDarkRank,
  hiddenState,
  hierarchicalContext,
  ickd,
  irg,
  jsDistance,
  labelSmoothing,
  logitRegression,
  mgd,
  multiLevel,
  mutual,
  nst,
  ofa,
  overhaul,
  paraphraser,
  patient,
  pearsonFeature,
  pkt,
  probabilityShift,
  reverseKl,
  reviewKd,
  rkd,
  similarityPreserving,
  skewForwardKl,
  skewReverseKl,
  softTargets,
  sparseTopK,
  srd,
  symmetricKl,
  totalVariation,
  universal,
  vid,
  virtualTeacher,
  wsld,
] as const

/**
 * Makes a loss by its name.
 *
 * @throws PotstillError `losses/unknown` where there is none of the name; `options/invalid` for options that do not fit
 *
 * @example
 * createLoss('dkd', { beta: 2 }).name // => 'dkd'
 */
export function createLoss(name: string, options: unknown = {}): Loss {
  const found = losses.find((loss) => loss.name === name)
  if (found !== undefined) return found.make(options)
  const names = losses.map((loss) => loss.name)
  const near = nearestName(name, names)
  throw new PotstillError({
    code: 'losses/unknown',
    expected: `the name of a loss: ${names.join(', ')}`,
    received: JSON.stringify(name),
    fix: near === undefined ? 'choose one of them' : `did you mean ${near}?`,
  })
}
