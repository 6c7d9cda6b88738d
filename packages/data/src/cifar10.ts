import { defineDataSource } from '@potstill/spec'
import * as z from 'zod'
import { cifarOptions, openCifar } from './open-cifar'

/**
 * Reads CIFAR-10 in its binary version (`cifar-10-binary.tar.gz`, unpacked): pixels `[32, 32, 3]` in `[0, 1]`, read from the
 * files when a batch asks for them. Each record of a file is a label and 3 planes of 1,024 bytes; other files of
 * such records do as well. `train` takes the first examples of `data_batch_1.bin` and so on, `validation` those that follow.
 *
 * Throws a PotstillError that names the file: `data/missing-file`, `data/cifar-size`, `data/label-range`.
 *
 * Krizhevsky 2009, "Learning multiple layers of features from tiny images".
 *
 * @example
 * cifar10({ path: 'data/cifar-10-batches-bin', validation: 5000 }).name // => 'cifar10'
 */
export const cifar10 = defineDataSource({
  name: 'cifar10',
  summary:
    'Pictures of 10 kinds of things, 50,000 for training and 10,000 for tests, 32×32 pixels (binary version).',
  source: 'Krizhevsky 2009, "Learning multiple layers of features from tiny images"',
  options: z.strictObject(cifarOptions(['data_batch_*.bin'], ['test_batch.bin'])),
  create: ({ path, files, cacheBytes, ...splits }) => ({
    open: ({ storage }) =>
      openCifar(storage, {
        source: 'cifar10',
        labelBytes: 1,
        labelByte: 0,
        path,
        files,
        classNames,
        splits,
        cacheBytes,
      }),
  }),
})

const classNames = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']
