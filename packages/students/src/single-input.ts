import { PotstillError, type StudentTask } from '@potstill/spec'

/**
 * The shape of one example, for architectures that read one tensor. Throws a PotstillError where the task has inputs by
 * name, a size that is not a positive integer, or another number of axes than `axes`.
 */
export function singleInput(
  component: string,
  task: StudentTask,
  axes?: { count: number; called: string },
): number[] {
  const shape = Array.isArray(task.inputShape) ? (task.inputShape as readonly number[]) : undefined
  const sizesFit = shape?.every((size) => Number.isInteger(size) && size > 0) ?? false
  if (
    shape !== undefined &&
    sizesFit &&
    shape.length > 0 &&
    (axes === undefined || shape.length === axes.count)
  ) {
    return [...shape]
  }
  throw new PotstillError({
    code: 'students/input-shape',
    component,
    expected: `one input of shape ${axes?.called ?? '[n], [h, w], …'} with known sizes`,
    received:
      shape === undefined
        ? `inputs named ${Object.keys(task.inputShape).join(', ')}`
        : `[${shape.join(', ')}]`,
    fix: 'reshape the data, or choose another architecture',
  })
}
