import { defineDataSource } from '@potstill/spec'
import * as z from 'zod'
import { cifar100CoarseNames, cifar100FineNames } from './cifar100-names'
import { cifarOptions, openCifar } from './open-cifar'

/**
 * Reads CIFAR-100 in its binary version (`cifar-100-binary.tar.gz`, unpacked): pixels `[32, 32, 3]` in `[0, 1]`, read from
 * the files when a batch asks for them. Each record of a file is a coarse label, a fine label and 3 planes of 1,024 bytes.
 *
 * Throws a PotstillError that names the file: `data/missing-file`, `data/cifar-size`, `data/label-range`.
 *
 * Krizhevsky 2009, "Learning multiple layers of features from tiny images".
 *
 * @example
 * cifar100({ path: 'data/cifar-100-binary', labels: 'coarse' }).name // => 'cifar100'
 */
export const cifar100 = defineDataSource({
  name: 'cifar100',
  summary:
    'Pictures of 100 kinds of things, 50,000 for training and 10,000 for tests, 32×32 pixels (binary version).',
  source: 'Krizhevsky 2009, "Learning multiple layers of features from tiny images"',
  options: z.strictObject({
    ...cifarOptions(['train.bin'], ['test.bin']),
    labels: z
      .enum(['fine', 'coarse'])
      .default('fine')
      .describe('Whether the labels are the 100 classes (fine) or the 20 superclasses (coarse).'),
  }),
  create: ({ path, files, cacheBytes, labels, ...splits }) => ({
    open: ({ storage }) =>
      openCifar(storage, {
        source: 'cifar100',
        labelBytes: 2,
        labelByte: labels === 'coarse' ? 0 : 1,
        path,
        files,
        classNames: labels === 'coarse' ? cifar100CoarseNames : cifar100FineNames,
        splits,
        cacheBytes,
      }),
  }),
})
