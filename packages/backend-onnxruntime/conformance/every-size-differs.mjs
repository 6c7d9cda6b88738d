/**
 * What TensorFlow.js's specs expect and ONNX Runtime does otherwise, where it computes tensors of every size. Each is in the
 * README of `@potstill/onnx`, or does more than TensorFlow.js.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const everySizeDiffers = {
  'einsum 2d matrix calculate trace: duplicate axes not implemented yet': 'there is a trace',
  'einsum more than two input tensors throws error': 'there are products of three',
  'gather throws when index is out of bound': 'negative places count from the end',
  'maxPoolWithArgmax [x=[1,3,3,1] f=[2,2] s=1 ignores NaNs': 'NaN is the maximum of its window',
  'tan numbers exceed float32 precision':
    'another last digit, of a number whose digits float32 does not hold',
}
