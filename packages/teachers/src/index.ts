import { layersModel } from './layers-model'

export type { TapChoice } from '@potstill/layers-model'
export { layersModel } from './layers-model'
export { layersModelTeacher } from './layers-model-teacher'
export type { LayersModelTeacherOptions } from './layers-model-teacher'
export type { ModelOutput } from './model-logits'
export { teacherFromStudent } from './teacher-from-student'

/** Every teacher that recipes know by name, for a plugin's `teachers`. */
export const teachers = [layersModel] as const
