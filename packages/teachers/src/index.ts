import { emaStudent } from './ema-student'
import { layersModel } from './layers-model'
import { self } from './self'

export type { TapChoice } from '@potstill/layers-model'
export { emaStudent } from './ema-student'
export { layersModel } from './layers-model'
export { layersModelTeacher } from './layers-model-teacher'
export type { LayersModelTeacherOptions } from './layers-model-teacher'
export type { ModelOutput } from './model-logits'
export { self } from './self'
export { teacherFromStudent } from './teacher-from-student'

/** Every teacher that recipes know by name, for a plugin's `teachers`. */
export const teachers = [emaStudent, layersModel, self] as const
