import { PotstillError } from '@potstill/spec'

/* What a compiled function cannot do, each with what to do in its place. */

export function notCurrent(): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/not-current',
    component: 'compile',
    expected: 'the onnxruntime backend in use',
    received: 'another one',
    fix: "await registerBackend(), then await setBackend('onnxruntime')",
  })
}

export function inGradient(name: string): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/in-gradient',
    component: 'compile',
    expected: 'compiled functions outside of what a gradient is taken of: they record no gradients',
    received: `${name}, called inside of grad, variableGrads or minimize`,
    fix: 'compile the function that takes the gradient, or call this one before',
  })
}

export function notInside(name: string, what: string): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/not-inside',
    component: 'compile',
    expected: 'functions of arguments alone inside of another compiled function',
    received: `${name}, which ${what}`,
    fix: 'call it outside, and pass its results as arguments',
  })
}

export function disposedVariable(name: string, variable: string): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/variable-disposed',
    component: 'compile',
    expected: `the variables that ${name} uses`,
    received: `'${variable}', which is disposed`,
    fix: 'dispose the compiled function too: its next call compiles it anew, with the variables of that time',
  })
}

export function disposedArgument(name: string): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/argument-disposed',
    component: 'compile',
    expected: `tensors as arguments of ${name}`,
    received: 'one that is disposed',
    fix: 'dispose it after the call',
  })
}

export function lateChanged(name: string, expected: string, received: string): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/late-changed',
    component: 'compile',
    expected: `late tensors of ${name} that have the same type and shape in each call: ${expected}`,
    received,
    fix: 'let their shape depend on nothing but the arguments',
  })
}

export function notLoaded(name: string, cause: unknown): PotstillError {
  return new PotstillError({
    code: 'backend-onnxruntime/not-loaded',
    component: 'compile',
    expected: `ONNX Runtime to take ${name} as a graph`,
    received: cause instanceof Error ? cause.message : String(cause),
    fix: 'run the function as it is, and report this at the project of Potstill',
    cause,
  })
}
