import type { Batch, Inputs, NamedTensors, TeacherOutput, TeacherWant } from '@potstill/spec'
import { tidy, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core'

/** One forward pass in inference: the logits where they are wanted, and the features of the wanted taps. */
export type ForwardPass = (
  inputs: Inputs,
  want: { readonly logits: boolean; readonly taps: readonly string[] },
) => { readonly logits?: Tensor; readonly features: NamedTensors }

/** Answers a batch by forward passes: only what was wanted, and nothing else is left in memory. */
export function answer(batch: Batch, want: TeacherWant, forward: ForwardPass): TeacherOutput {
  return tidy(() => {
    const output: { -readonly [Part in keyof TeacherOutput]: TeacherOutput[Part] } = {}
    if (want.logits || want.taps.length > 0) {
      const { logits, features } = forward(batch.teacherInputs ?? batch.inputs, want)
      if (want.logits && logits !== undefined) output.logits = logits
      if (want.taps.length > 0) output.features = features
    }
    if (want.views && batch.views !== undefined) {
      output.views = batch.views.flatMap((view) => forward(view, { logits: true, taps: [] }).logits ?? [])
    }
    return output as TensorContainer
  }) as TeacherOutput
}
