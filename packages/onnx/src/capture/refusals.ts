import { PotstillError } from '@potstill/spec'
import type { DataType } from '@tensorflow/tfjs-core'

/*
 * What a function may not do while it is captured, each with what to do in its place. A captured function runs once for
 * all calls, with tensors that have no numbers.
 */

export function noCapture(): PotstillError {
  return new PotstillError({
    code: 'onnx/no-capture',
    expected: 'operations on this backend only while a function is captured',
    received: 'one outside of it',
    fix: 'choose a backend that computes: await setBackend("cpu")',
  })
}

export function noLowering(kernel: string): PotstillError {
  return new PotstillError({
    code: 'onnx/no-lowering',
    component: kernel,
    expected: 'operations that have an ONNX form',
    received: kernel,
    fix: `keep ${kernel} out of the function that is compiled or exported`,
  })
}

export function noGraphType(dtype: DataType): PotstillError {
  return new PotstillError({
    code: 'onnx/dtype',
    expected: 'tensors of float32, int32 or bool',
    received: dtype,
    fix: 'keep complex numbers and strings out of the function that is compiled or exported',
  })
}

export function readInCapture(): PotstillError {
  return new PotstillError({
    code: 'onnx/read-in-capture',
    expected: 'a function whose operations do not depend on the numbers, since it runs once for all calls',
    received: 'one that reads the numbers of a tensor on its way (dataSync, data, arraySync, print)',
    fix: 'return the tensor and read it outside, or say it with operations on tensors',
  })
}

export function noNumbers(): PotstillError {
  return new PotstillError({
    code: 'onnx/no-numbers',
    expected: 'tensors that were computed',
    received: 'one that a function left behind when it was captured, without numbers',
    fix: 'return the tensor from the function, or assign it to a variable that was made outside',
  })
}

export function leftBehind(): PotstillError {
  return new PotstillError({
    code: 'onnx/left-behind',
    expected: 'a function that uses its arguments, variables and constants',
    received: 'one that uses a tensor which an earlier run of a captured function left behind',
    fix: 'keep what lasts from call to call in a variable',
  })
}

export function keptTensor(): PotstillError {
  return new PotstillError({
    code: 'onnx/kept',
    expected: 'a function that hands its results out by returning them or by assigning variables',
    received: 'one that keeps a tensor for later (keep, a stateful layer)',
    fix: 'keep what lasts from call to call in a variable',
  })
}

export function disposedTensor(where: string): PotstillError {
  return new PotstillError({
    code: 'onnx/disposed',
    component: where,
    expected: 'tensors that are not disposed',
    received: 'a disposed one',
    fix: 'dispose it later, or make a new one inside the function',
  })
}

export function variableFromResult(): PotstillError {
  return new PotstillError({
    code: 'onnx/variable-initial',
    expected: 'variables whose initial value is known when they are made',
    received: 'one that starts from what the function computes',
    fix: 'make the variable outside of the function',
  })
}

export function variablesEveryTime(): PotstillError {
  return new PotstillError({
    code: 'onnx/variables-every-time',
    expected: 'a function that makes its variables the first time and uses them afterwards',
    received: 'one that makes new variables each time',
    fix: 'make the variables outside of the function, or once',
  })
}

export function disposesVariable(name: string): PotstillError {
  return new PotstillError({
    code: 'onnx/disposes-variable',
    expected: 'a function that leaves the variables of others alone',
    received: `one that disposes the variable '${name}', which it did not make`,
    fix: 'dispose the variable outside of the function',
  })
}

export function frozenRandom(): PotstillError {
  return new PotstillError({
    code: 'onnx/frozen-random',
    expected: 'random numbers as inputs, since the function runs once for all calls',
    received: 'a function that draws them by itself (tf.dropout, tf.randomNormal, a layer with noise)',
    fix: 'draw them outside and pass them as a tensor; of Potstill, take dropout from @potstill/students/layers',
  })
}

export function asynchronous(): PotstillError {
  return new PotstillError({
    code: 'onnx/async',
    expected: 'a function that returns its results',
    received: 'one that returns a promise of them',
    fix: 'await what it waits for outside of the function',
  })
}
