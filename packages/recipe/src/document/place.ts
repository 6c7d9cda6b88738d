import type { SourceLocation } from '@potstill/spec'

/** From the root of a recipe to a value in it. */
export type KeyPath = readonly (string | number)[]

/** Where something stands: in the file, and by its keys. */
export interface Place {
  readonly path: KeyPath
  /** What an override put there has the location of what it replaced, or of the nearest thing around it. */
  readonly location: SourceLocation
  /** The override as it was written, `key.path=value`, where one put this here. */
  readonly override?: string
}

/** Writes a path as the errors do: `objective[1].weight`. */
export function pathText(path: KeyPath): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('')
}

/** A place below, whose own location is not known. */
export function below(place: Place, ...keys: KeyPath): Place {
  return { ...place, path: [...place.path, ...keys] }
}
