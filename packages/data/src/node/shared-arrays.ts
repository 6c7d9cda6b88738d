import type { AugmentedArrays } from '../augment/plan'

/*
 * Threads hand each other arrays in memory that both see. To transfer a buffer instead would detach it, and once a thread has
 * detached one, V8 checks at every access to any typed array whether that one is: loops over pixels take up to half as long
 * again from then on.
 */

/** Puts values where other threads see them: into `room`, where they fill it. */
export function shared(values: Float32Array, room?: Float32Array): Float32Array {
  const fits = room?.length === values.length
  const there = fits ? room : new Float32Array(new SharedArrayBuffer(values.byteLength))
  there.set(values)
  return there
}

/** Takes values that other threads see for one's own: into `room`, where they fill it. */
export function owned(values: Float32Array, room?: Float32Array): Float32Array {
  const fits = room?.length === values.length
  const own = fits ? room : new Float32Array(values.length)
  own.set(values)
  return own
}

/** Moves every array of examples; `room` is for the inputs. */
export function moved(
  { inputs, targets, teacherInputs, views, ...rest }: AugmentedArrays,
  move: (values: Float32Array, room?: Float32Array) => Float32Array,
  room?: Float32Array,
): AugmentedArrays {
  return {
    ...rest,
    inputs: move(inputs, room),
    ...(targets && { targets: move(targets) }),
    ...(teacherInputs && { teacherInputs: move(teacherInputs) }),
    ...(views && { views: views.map((view) => move(view)) }),
  }
}
