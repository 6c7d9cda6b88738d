/** On whose behalf a model is read: errors speak for it. */
export interface Speaker {
  /** The first half of error codes: `students` gives `students/unknown-tap`. */
  readonly area: string
  /** The component that errors name, for instance `mlp`. */
  readonly component: string
  /** What to do about inputs that do not fit the model. */
  readonly inputsFix: string
}
