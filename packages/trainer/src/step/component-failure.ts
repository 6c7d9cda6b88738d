import { isPotstillError, PotstillError, type ErrorCategory } from '@potstill/spec'

/** Runs a component's code; what it throws is told with the component's name and what it was asked to do. */
export function guarded<Value>(
  component: string,
  task: string,
  category: ErrorCategory,
  run: () => Value,
): Value {
  try {
    const value = run()
    if (value instanceof Promise) {
      return value.catch((error: unknown) => fail(component, task, category, error)) as Value
    }
    return value
  } catch (error) {
    return fail(component, task, category, error)
  }
}

function fail(component: string, task: string, category: ErrorCategory, cause: unknown): never {
  if (isPotstillError(cause)) throw cause
  throw new PotstillError({
    code: 'trainer/component-failed',
    component,
    expected: `${component} to ${task}`,
    received: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    fix: `correct ${component} or its options (the stack is in the error’s cause)`,
    category,
    cause,
  })
}
