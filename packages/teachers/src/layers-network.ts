import { tapModel, type TapChoice } from '@potstill/layers-model'
import type { TeacherAbility, TeacherBody } from '@potstill/spec'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { answer, type ForwardPass } from './answers'
import { fingerprintOf } from './fingerprint'
import { modelLogits, type ModelOutput } from './model-logits'

export interface LayersNetworkSettings {
  /** The component that errors speak for. */
  readonly component: string
  readonly output: ModelOutput
  readonly taps: TapChoice
}

/** A layers model that is in memory and answers as a teacher. */
export interface LayersNetwork extends Pick<TeacherBody, 'predict' | 'fingerprint'> {
  readonly ability: TeacherAbility
  /** Frees what answering keeps; it goes on answering. The model stays. */
  dispose(): void
}

/** Makes a layers model answer as a teacher. It takes nothing over: whoever has the model disposes it. */
export function layersNetwork(model: LayersModel, settings: LayersNetworkSettings): LayersNetwork {
  const speaker = {
    area: 'teachers',
    component: settings.component,
    inputsFix: "give batches `teacherInputs` that fit, where the teacher's inputs differ from the student's",
  }
  const { output, toLogits } = modelLogits(model, settings.output, speaker)
  const tapped = tapModel(model, { speaker, logits: output, taps: settings.taps })

  const forward: ForwardPass = (inputs, { logits: wanted, taps }) => {
    const want = { taps, training: false }
    if (!wanted) return { features: tapped.features(inputs, want) }
    const { logits, features } = tapped.forward(inputs, want)
    return { logits: toLogits(logits), features }
  }

  return {
    ability: {
      gives: Object.keys(tapped.taps).length > 0 ? ['logits', 'features'] : ['logits'],
      logitsShape: tapped.logitsShape,
      inputShape: tapped.inputShape,
      features: tapped.taps,
      parameters: model.countParams(),
    },
    predict: (batch, want) => answer(batch, want, forward),
    fingerprint: () =>
      fingerprintOf(
        {
          model: model.getClassName(),
          config: model.getConfig(),
          output: settings.output,
          taps: settings.taps,
        },
        model.weights.map((weight) => [weight.originalName, weight.read()]),
      ),
    dispose: () => tapped.dispose(),
  }
}
