export {
  compilerKey,
  compilerOf,
  type Compilable,
  type CompiledCall,
  type CompiledFunction,
  type Compiler,
  type Late,
} from './compiler'
export type {
  Augmentation,
  AugmentationBody,
  BatchAugmentation,
  ExampleAugmentation,
  ExampleArrays,
} from './augmentation'
export type { Awaitable } from './awaitable'
export type { ArrayBatch } from './array-batch'
export type { Batch, Inputs, InputShape, Shape } from './batch'
export type {
  Callback,
  CallbackBody,
  CheckpointSaved,
  EpochEnd,
  Json,
  Notice,
  RunEnd,
  RunHandle,
  RunStart,
  StepDiagnostics,
  StepEnd,
} from './callback'
export type {
  AnyFactory,
  ComponentDefinition,
  ComponentFactory,
  ComponentKind,
  Identity,
  OptionsSchema,
} from './component'
export { optionsOf } from './component-options'
export type {
  BatchOrder,
  BatchRequest,
  DataSource,
  DataSourceBody,
  Dataset,
  DataSpec,
  OpenData,
} from './data'
export {
  defineAugmentation,
  defineCallback,
  defineDataSource,
  defineLoss,
  defineOptimizer,
  defineSchedule,
  defineStrategy,
  defineStudent,
  defineTeacher,
  defineTemperature,
} from './define'
export { fillUniform, normalStream, uniformStream } from './draws/draw'
export { hashKey } from './draws/hash-key'
export { isPotstillError, PotstillError } from './errors'
export type { ErrorCategory, Issue, PotstillErrorDetails, SourceLocation } from './errors'
export type { Loss, LossBody, LossContext, LossInit, LossStep, LossTraits, SignalsFor } from './loss'
export type { Memory, NamedTensors } from './memory'
export { nearestName, nearestNames } from './nearest-names'
export type { Optimizer, OptimizerBody, OptimizerRates, OptimizerUpdate } from './optimizer'
export { componentKeyword, isComponent, optionsJsonSchema, validateOptions } from './options'
export { definePlugin, isPlugin } from './plugin'
export type { Plugin, PluginParts } from './plugin'
export type { Progress, ProgressTensors } from './progress'
export type { Random } from './random'
export type { Schedule } from './schedule'
export type { FeaturePair, SignalName, Signals, TopK } from './signals'
export type { Storage } from './storage'
export type { AugmentData, AugmentRequest } from './augment-data'
export type { Strategy, StrategyBody } from './strategy'
export type {
  ForwardWant,
  GenerateWant,
  Student,
  StudentArchitecture,
  StudentArchitectureBody,
  StudentOutput,
  StudentTask,
} from './student'
export type {
  Teacher,
  TeacherAbility,
  TeacherBody,
  TeacherGift,
  TeacherGiven,
  TeacherOutput,
  TeacherWant,
} from './teacher'
export type {
  Temperature,
  TemperatureBody,
  TemperatureContext,
  TemperatureSignal,
  TemperatureStep,
  TemperatureValue,
} from './temperature'
