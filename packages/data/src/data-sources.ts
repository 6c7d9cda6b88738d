import type { AnyFactory, DataSource } from '@potstill/spec'
import { arrays } from './arrays'
import { cifar10 } from './cifar10'
import { cifar100 } from './cifar100'
import { csv } from './csv'
import { fashionMnist } from './fashion-mnist'
import { idx } from './idx'
import { imageFolder } from './image-folder'
import { jsonLines } from './json-lines'
import { mnist } from './mnist'
import { npy } from './npy'
import { parquet } from './parquet'
import { stream } from './stream'
import { text } from './text'

/** Every data source of this package, for a plugin. */
export const dataSources: readonly AnyFactory<'dataSource', DataSource>[] = [
  mnist,
  fashionMnist,
  idx,
  csv,
  arrays,
  imageFolder,
  cifar10,
  cifar100,
  npy,
  parquet,
  jsonLines,
  text,
  stream,
]
