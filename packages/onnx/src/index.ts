export {
  capture,
  type Capturable,
  type Captured,
  type CapturedVariable,
  type CaptureOptions,
  type LateInput,
} from './capture/capture'
export { isCapturing } from './capture/capture-engine'
export { freezeInput } from './capture/freeze-input'
export {
  argumentTensors,
  mapResults,
  mapTensors,
  signatureOf,
  tensorsIn,
  type Nested,
} from './capture/nested'
export { encodeModel, operatorSet, type EncodeOptions } from './encode/encode-model'
export { float, type Attribute, type Attributes, type Float } from './graph/attributes'
export { Graph, type Constant, type GraphNode, type NodeOptions, type ResultType } from './graph/graph'
export {
  cannotLower,
  lowering,
  type Lowering,
  type LoweringGiven,
  type LoweringInputs,
  type LoweringTable,
} from './lowering'
export { lowerings } from './lowerings'
export { elementType, valueType, type Elements, type Value, type ValueType } from './value'
export { optimize } from './optimize/optimize'
export { hasImages } from './composite/composite'
