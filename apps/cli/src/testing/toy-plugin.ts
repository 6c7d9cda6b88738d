/** A plugin module whose loss `odd` has the given code in the places where its author writes code. */
export function pluginWithLoss({
  create = '',
  compute = 'return sum(mul(studentLogits, studentLogits), -1)',
}: {
  readonly create?: string
  readonly compute?: string
}): string {
  return `import { defineLoss, definePlugin } from '@potstill/spec'
import { mul, sum } from '@tensorflow/tfjs-core'
import * as z from 'zod'

let calls = 0

const odd = defineLoss({
  name: 'odd',
  summary: 'For tests.',
  needs: ['studentLogits'],
  options: z.strictObject({}),
  create: () => {
    ${create}
    return {
      traits: { level: 'logits', softened: false, perExample: true, sameClasses: false, zeroAtMatch: false, temperatureSquared: false },
      compute: ({ studentLogits }) => {
        calls += 1
        ${compute}
      },
    }
  },
})

export default definePlugin({ name: 'odd-plugin', losses: [odd] })
`
}

/** A plugin module whose teacher answers when it is tried, and in training never. */
export const waitingTeacher = `import { defineTeacher, definePlugin } from '@potstill/spec'
import { zeros } from '@tensorflow/tfjs-core'
import * as z from 'zod'

const waiting = defineTeacher({
  name: 'waiting',
  summary: 'For tests.',
  options: z.strictObject({}),
  create: () => {
    let calls = 0
    return {
      open: () => ({ gives: ['logits'], logitsShape: [2], features: {} }),
      predict: async ({ ids }) => {
        calls += 1
        if (calls > 1) {
          process.stderr.write('the teacher waits')
          await new Promise((resolve) => setTimeout(resolve, 600_000))
        }
        return { logits: zeros([ids.size, 2]), features: {} }
      },
      fingerprint: async () => 'waiting',
      close: () => undefined,
    }
  },
})

export default definePlugin({ name: 'waiting-plugin', teachers: [waiting] })
`
