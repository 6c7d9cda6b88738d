import type { DataSpec, Dataset, OpenData, Storage } from '@potstill/spec'
import { didYouMean } from '../errors/did-you-mean'
import { atPlace } from '../errors/locate'
import { recipeError } from '../errors/problems'
import { written, type Chosen } from '../grammar/component'

/** A data source that was opened, and its splits. */
export interface PlannedData {
  readonly spec: DataSpec
  readonly train: Dataset
  readonly validation?: Dataset
  readonly test?: Dataset
}

export interface DataSources {
  /** The same choice gives the same data, opened once. */
  open(chosen: Chosen<'dataSource'>): Promise<PlannedData>
  close(): Promise<void>
}

export function dataSources(storage: Storage): DataSources {
  const opened = new Map<string, { readonly source: OpenData; readonly data: PlannedData }>()
  return {
    async open(chosen) {
      const key = JSON.stringify(written(chosen))
      const known = opened.get(key)
      if (known !== undefined) return known.data
      const source = await atPlace(chosen.place, () => chosen.component.open({ storage }))
      const data = await atPlace(chosen.place, () => splitsOf(source, chosen)).catch(
        async (error: unknown) => {
          await source.close?.()
          throw error
        },
      )
      opened.set(key, { source, data })
      return data
    },
    async close() {
      for (const { source } of opened.values()) await source.close?.()
      opened.clear()
    },
  }
}

function splitsOf(source: OpenData, { name, place }: Chosen<'dataSource'>): PlannedData {
  const { spec } = source
  const optional = (split: 'validation' | 'test') =>
    spec.splits.includes(split) ? { [split]: source.split(split) } : {}
  if (!spec.splits.includes('train') || source.split('train').size === 0) {
    throw recipeError([
      {
        place,
        expected: 'a train split that is not empty',
        received:
          spec.splits.length === 0 ? `no examples from ${name}` : `the splits ${spec.splits.join(', ')}`,
        hint: didYouMean('train', spec.splits),
      },
    ])
  }
  return { spec, train: source.split('train'), ...optional('validation'), ...optional('test') }
}
