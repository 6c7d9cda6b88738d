import { memoryStorage } from '@potstill/formats'
import { describe, expect, it } from 'vitest'
import { cifar100 } from './index'
import { cifarFile } from './testing/cifar-records'

describe('cifar100', () => {
  const storage = memoryStorage({ 'd/train.bin': cifarFile({ labels: [19, 99], start: 0 }) })

  it.each([
    ['fine', 100, 99, 'worm'],
    ['coarse', 20, 19, 'vehicles_2'],
  ] as const)('has %s labels', async (labels, classes, label, name) => {
    const data = await cifar100({ path: 'd', labels }).open({ storage })
    expect(data.spec.classes).toBe(classes)
    expect(data.split('train').labels).toEqual(Int32Array.of(label))
    expect(data.spec.classNames?.[label]).toBe(name)
    expect(new Set(data.spec.classNames).size).toBe(classes)
  })
})
