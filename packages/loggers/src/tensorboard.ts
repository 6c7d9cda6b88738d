import { histogramOf, writePng, type EventValue } from '@potstill/formats'
import { defineCallback, type Inputs, type Student } from '@potstill/spec'
import * as z from 'zod'
import { openEventFile, scalarValues, type EventFile, type EventFileMark } from './parts/event-file'
import { picturesOf } from './parts/pictures'
import { placeOf } from './parts/place'
import { diagnosticScalars, epochScalars, stepScalars } from './parts/scalars'

const savedState = z.strictObject({ file: z.string(), bytes: z.int().min(0) }).nullable()

/**
 * Defines a callback that writes a TensorBoard event file: scalars every so many steps and of each epoch, the first images
 * of each epoch as the student saw them, and how the values of the student's variables are spread after each epoch. Step n
 * is the state after n steps.
 *
 * Images are written where inputs are `[B, H, W, 1]` or `[B, H, W, 3]`: values in [0, 1] as they are, others stretched from
 * black to white. Where several learners train together, variables are those of the first.
 *
 * A checkpoint holds the length of the file; a resumed run cuts it back to that and goes on in it.
 *
 * @throws PotstillError `loggers/no-place` at the start of a run that has no storage, or neither folder
 *
 * @example
 * tensorboard({ folder: 'runs/digits', everySteps: 50, images: 0 }).name // => 'tensorboard'
 */
export const tensorboard = defineCallback({
  name: 'tensorboard',
  summary: 'Writes TensorBoard event files: scalars, images, histograms.',
  options: z.strictObject({
    folder: z.string().min(1).optional().describe("Where the event file goes. Default: the run's folder."),
    everySteps: z.int().min(1).default(10).describe('Scalars are written after every so many steps.'),
    images: z.int().min(0).default(4).describe('How many images of the first batch of each epoch. 0: none.'),
    histograms: z.boolean().default(true).describe("Of the student's variables, after each epoch."),
  }),
  create: ({ folder, everySteps, images, histograms }) => {
    let file: EventFile | undefined
    let restored: EventFileMark | undefined
    let student: Student | undefined
    let stepsPerEpoch = Infinity
    return {
      runStart: async (event) => {
        ;({ student, stepsPerEpoch } = event)
        file = await openEventFile(placeOf('tensorboard', event, folder), restored)
        restored = undefined
      },
      stepEnd: async (event) => {
        const { step } = event.progress
        const due = (step + 1) % everySteps === 0
        const isFirst = step % stepsPerEpoch === 0
        await file?.add(step + 1, [
          ...scalarValues(due ? stepScalars(event) : {}),
          ...scalarValues(event.diagnostics ? diagnosticScalars(event.diagnostics) : {}),
          ...(isFirst && images > 0 ? await imagesOf(event.batch.inputs, images) : []),
        ])
      },
      epochEnd: async (event) => {
        await file?.add(event.step, [
          ...scalarValues(epochScalars(event)),
          ...(histograms && student ? await histogramsOf(student) : []),
        ])
      },
      state: () => (file === undefined ? null : { ...file.mark() }),
      restore: (state) => {
        restored = savedState.parse(state) ?? undefined
      },
    }
  },
})

async function imagesOf(inputs: Inputs, count: number): Promise<readonly EventValue[]> {
  const pictures = await picturesOf(inputs, count)
  return Promise.all(
    pictures.map(async (pixels, index) => {
      const { width, height, channels } = pixels
      return { tag: `inputs/${index}`, image: { width, height, channels, png: await writePng(pixels) } }
    }),
  )
}

async function histogramsOf({ variables }: Student): Promise<readonly EventValue[]> {
  return Promise.all(
    variables.map(async (each) => ({
      tag: `variables/${plainName(each.name)}`,
      histogram: histogramOf(await each.data()),
    })),
  )
}

/** Without the number that makes it unique among all variables of the process: a resumed run has another. */
function plainName(name: string): string {
  return name.includes('/') ? name.replace(/_\d+$/, '') : name
}
