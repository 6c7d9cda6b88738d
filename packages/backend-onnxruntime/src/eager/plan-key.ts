import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'

/**
 * What a kernel's plan depends on, as text: which inputs there are, their types and shapes, and the attributes. It is
 * made for every call, so without JSON where plain joining says the same.
 */
export function planKey(kernel: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): string {
  let key = kernel
  for (const name in inputs) {
    const tensor = inputs[name] as TensorInfo | null | undefined
    if (tensor === null || tensor === undefined) continue
    key += `;${name}:${tensor.dtype}`
    for (const length of tensor.shape) key += `,${length}`
  }
  for (const name in attrs) key += `;${name}=${attributeText(attrs[name])}`
  return key
}

function attributeText(attribute: unknown): string {
  if (typeof attribute !== 'object') return String(attribute)
  const flat = Array.isArray(attribute) && attribute.every((entry) => typeof entry === 'number')
  return flat ? attribute.join() : JSON.stringify(attribute)
}
