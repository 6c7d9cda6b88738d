import type { AnyFactory, DataSource } from '@potstill/spec'
import { arrays } from './arrays'
import { csv } from './csv'
import { fashionMnist } from './fashion-mnist'
import { idx } from './idx'
import { mnist } from './mnist'

/** Every data source of this package, for a plugin. */
export const dataSources: readonly AnyFactory<'dataSource', DataSource>[] = [
  mnist,
  fashionMnist,
  idx,
  csv,
  arrays,
]
