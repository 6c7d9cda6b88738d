export { createLoss, losses } from './losses'
export type { TemperatureOption } from './parts/temperature'

export {
  activationBoundary,
  activationBoundaryLoss,
  type ActivationBoundaryOptions,
} from './activation-boundary'
export { adaptiveKl, adaptiveKlLoss, type AdaptiveKlOptions } from './adaptive-kl'
export { affinity, affinityLoss, type AffinityOptions } from './affinity'
export { attentionMap, attentionMapLoss, type AttentionMapOptions } from './attention-map'
export { attentionTransfer, attentionTransferLoss, type AttentionTransferOptions } from './attention-transfer'
export {
  channelWiseDivergence,
  channelWiseDivergenceLoss,
  type ChannelWiseDivergenceOptions,
} from './channel-wise-divergence'
export {
  correlationCongruence,
  correlationCongruenceLoss,
  type CorrelationCongruenceOptions,
} from './correlation-congruence'
export { crd, crdLoss, type CrdArguments, type CrdResult } from './crd'
export { crossEntropy, crossEntropyLoss } from './cross-entropy'
export { dist, distLoss, type DistOptions } from './dist'
export { dkd, dkdLoss, nckdLoss, tckdLoss, type DkdOptions } from './dkd'
export { factorTransfer, factorTransferLoss, type FactorTransferOptions } from './factor-transfer'
export { fitnet, fitnetLoss } from './fitnet'
export { forwardKl, forwardKlLoss, type ForwardKlOptions } from './forward-kl'
export { fsp, fspLoss, type FspOptions } from './fsp'
export { generalizedJsd, generalizedJsdLoss, type GeneralizedJsdOptions } from './generalized-jsd'
export { hardDarkRank, hardDarkRankLoss, type HardDarkRankOptions } from './hard-dark-rank'
export { hiddenState, hiddenStateLoss, type HiddenStateOptions } from './hidden-state'
export {
  hierarchicalContext,
  hierarchicalContextLoss,
  type HierarchicalContextOptions,
} from './hierarchical-context'
export { ickd, ickdLoss, type IckdOptions } from './ickd'
export { irg, irgLoss, type IrgOptions } from './irg'
export { jsDistance, jsDistanceLoss, type JsDistanceOptions } from './js-distance'
export { labelSmoothing, labelSmoothingLoss, type LabelSmoothingOptions } from './label-smoothing'
export { logitRegression, logitRegressionLoss, type LogitRegressionOptions } from './logit-regression'
export { mgd, mgdLoss, type MgdOptions } from './mgd'
export { multiLevel, multiLevelLoss, type LogitViews, type MultiLevelOptions } from './multi-level'
export { mutual, mutualLoss, type MutualOptions } from './mutual'
export { nst, nstLoss } from './nst'
export { ofa, ofaLoss, type OfaOptions } from './ofa'
export { overhaul, overhaulLoss, type OverhaulArguments } from './overhaul'
export { paraphraser, paraphraserLoss } from './paraphraser'
export { patient, patientLoss, type PatientOptions } from './patient'
export { pearsonFeature, pearsonFeatureLoss, type PearsonFeatureOptions } from './pearson-feature'
export { pkt, pktLoss, type PktOptions } from './pkt'
export { probabilityShift, probabilityShiftLoss, type ProbabilityShiftOptions } from './probability-shift'
export { reverseKl, reverseKlLoss, type ReverseKlOptions } from './reverse-kl'
export { reviewKd, reviewKdLoss } from './review-kd'
export { rkd, rkdLoss, type RkdOptions } from './rkd'
export {
  similarityPreserving,
  similarityPreservingLoss,
  type SimilarityPreservingOptions,
} from './similarity-preserving'
export { skewForwardKl, skewForwardKlLoss, type SkewForwardKlOptions } from './skew-forward-kl'
export { skewReverseKl, skewReverseKlLoss, type SkewReverseKlOptions } from './skew-reverse-kl'
export { softTargets, softTargetsLoss, type SoftTargetsOptions } from './soft-targets'
export { sparseTopK, sparseTopKLoss, type SparseTopKOptions } from './sparse-top-k'
export { srd, srdLoss, type SrdOptions } from './srd'
export { symmetricKl, symmetricKlLoss, type SymmetricKlOptions } from './symmetric-kl'
export { totalVariation, totalVariationLoss, type TotalVariationOptions } from './total-variation'
export { universal, universalLoss, type UniversalOptions } from './universal'
export { vid, vidLoss, type VidArguments } from './vid'
export { virtualTeacher, virtualTeacherLoss, type VirtualTeacherOptions } from './virtual-teacher'
export { wsld, wsldLoss, type WsldOptions } from './wsld'
