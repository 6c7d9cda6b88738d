import {
  add,
  matMul,
  mul,
  relu,
  tensor,
  tidy,
  variable,
  zeros,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core'
import { defineStudent, defineTeacher, type Student } from '@potstill/spec'
import * as z from 'zod'

/** Logits = relu(x·A)·B, with one tap in the middle. */
export const tiny = defineStudent({
  name: 'tiny',
  summary: 'One hidden layer.',
  options: z.strictObject({ hidden: z.array(z.int().positive()).length(1).default([4]) }),
  create: ({ hidden: [width = 4] }) => ({
    build: ({ classes, seed }) =>
      network(width, classes, waves([2, width], seed), waves([width, classes], seed + 1)),
  }),
})

function network(width: number, classes: number, first: Tensor, second: Tensor): Student {
  const variables = [variable(first), variable(second)] as const
  first.dispose()
  second.dispose()
  return {
    kind: 'student',
    name: 'tiny',
    specVersion: 1,
    inputShape: [2],
    logitsShape: [classes],
    taps: { hidden: [width] },
    variables,
    state: [],
    forward: (inputs, { taps }) => {
      const hidden = relu(matMul(inputs as Tensor2D, variables[0] as unknown as Tensor2D))
      const features = taps.includes('hidden') ? { hidden } : {}
      return { logits: matMul(hidden, variables[1] as unknown as Tensor2D), features }
    },
    clone: () => network(width, classes, variables[0].clone(), variables[1].clone()),
    save: async (storage, path) => {
      const weights = await Promise.all(variables.map((each) => each.array()))
      await storage.write(`${path}/weights.json`, new TextEncoder().encode(JSON.stringify(weights)))
    },
    dispose: () => variables.forEach((each) => each.dispose()),
  }
}

function waves(shape: [number, number], seed: number): Tensor {
  const values = Array.from({ length: shape[0] * shape[1] }, (_, index) =>
    Math.sin(1 + index * 1.7 + seed * 5),
  )
  return tensor(values, shape)
}

/** Knows the answer: logits = ±sharpness·(x + y). Reads a file where it is told of one. */
export const oracle = defineTeacher({
  name: 'oracle',
  summary: 'Knows the answer.',
  options: z.strictObject({ sharpness: z.number().default(4), path: z.string().optional() }),
  create: ({ sharpness, path }) => ({
    open: async ({ storage }) => {
      if (path !== undefined) await storage.read(path)
      return { gives: ['logits', 'features'], logitsShape: [2], features: { middle: [4] }, parameters: 2 }
    },
    predict: ({ inputs }, { taps }) =>
      tidy(() => {
        const logits = mul(sharpness, matMul(inputs as Tensor2D, tensor([-1, 1, -1, 1], [2, 2]) as Tensor2D))
        const middle = add(zeros([logits.shape[0]!, 4]), 1)
        return { logits, features: taps.includes('middle') ? { middle } : {} }
      }),
    fingerprint: async () => `oracle ${sharpness}`,
    close: () => {},
  }),
})
