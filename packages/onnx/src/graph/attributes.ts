/** A number that ONNX is to take as a float, also where it is whole. */
export interface Float {
  readonly float: number
}

/** An attribute of a node; plain numbers are ints. */
export type Attribute = number | readonly number[] | string | Float

export type Attributes = Readonly<Record<string, Attribute>>

/** Marks an attribute as a float: `{ alpha: float(0.2) }`. */
export function float(value: number): Float {
  return { float: value }
}
