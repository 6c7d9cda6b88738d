import { defineTeacher } from '@potstill/spec'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import * as z from 'zod'
import { layersNetwork, type LayersNetwork } from './layers-network'
import { loadModel, unloadModel } from './load-model'
import { notOpen } from './not-open'

/**
 * A TensorFlow.js layers model from a file: `model.json` with its weights beside it, as `model.save`, a Potstill run or
 * tensorflowjs_converter write them.
 *
 * Its output has to be `[B, C]` or `[B, tokens, C]`: logits, or probabilities p, which become logits ln max(p, 1e-37).
 * Logits taken from probabilities are log-probabilities: the same softmax at every temperature, another origin, which
 * losses that compare logits themselves see; save such a teacher without its softmax.
 *
 * `open` throws a PotstillError where there is no file, where it holds no layers model, where a layer's class is not
 * registered, and for an output of another shape, a sigmoid or an unknown layer in `taps`. `close` disposes the model.
 */
export const layersModel = defineTeacher({
  name: 'layersModel',
  summary: 'A TensorFlow.js layers model from model.json.',
  options: z.strictObject({
    path: z.string().min(1).describe('The model.json, in the storage of the run, or package:NAME/file.'),
    output: z
      .enum(['auto', 'logits', 'probabilities'])
      .default('auto')
      .describe(
        "What the model's output is; auto: probabilities where the last layer is a softmax, else logits.",
      ),
    taps: z
      .record(z.string(), z.string())
      .optional()
      .describe('Layers by the name of the tap. Default: every layer under its own name.'),
  }),
  create: ({ path, output, taps }) => {
    let open: { readonly model: LayersModel; readonly network: LayersNetwork } | undefined

    const network = (): LayersNetwork => {
      if (open !== undefined) return open.network
      throw notOpen('layersModel')
    }

    return {
      async open({ storage }) {
        if (open === undefined) {
          const model = await loadModel(storage, path, 'layersModel')
          try {
            open = {
              model,
              network: layersNetwork(model, { component: 'layersModel', output, taps: taps ?? 'all' }),
            }
          } catch (error) {
            unloadModel(model)
            throw error
          }
        }
        return open.network.ability
      },
      predict: (batch, want) => network().predict(batch, want),
      fingerprint: async () => network().fingerprint(),
      close() {
        if (open === undefined) return
        open.network.dispose()
        unloadModel(open.model)
        open = undefined
      },
    }
  },
})
