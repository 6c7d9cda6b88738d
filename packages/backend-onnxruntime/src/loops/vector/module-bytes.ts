/** The bytes of a WebAssembly module are lists of numbers, nested by their lengths. */
export type Bytes = readonly number[]

/** An unsigned number in groups of seven bits, the lowest first. */
export function unsigned(value: number): Bytes {
  const bytes: number[] = []
  let rest = value
  do {
    const group = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? group + 128 : group)
  } while (rest > 0)
  return bytes
}

/** A signed number in groups of seven bits. */
export function signed(value: number): Bytes {
  const bytes: number[] = []
  let rest = value
  for (;;) {
    const group = ((rest % 128) + 128) % 128
    rest = Math.floor(rest / 128)
    const done = (rest === 0 && group < 64) || (rest === -1 && group >= 64)
    bytes.push(done ? group : group + 128)
    if (done) return bytes
  }
}

export function float32(value: number): Bytes {
  return [...new Uint8Array(Float32Array.of(value).buffer)]
}

/** A list with its length in front. */
export function list(items: readonly Bytes[]): Bytes {
  return [...unsigned(items.length), ...items.flat()]
}

/** Bytes with their count in front. */
export function sized(bytes: Bytes): Bytes {
  return [...unsigned(bytes.length), ...bytes]
}

export function text(name: string): Bytes {
  return sized([...new TextEncoder().encode(name)])
}

const sections = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const

function section(kind: keyof typeof sections, items: readonly Bytes[]): Bytes {
  return [sections[kind], ...sized(list(items))]
}

export const valueKind = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** A function without a result. */
export interface FunctionBytes {
  readonly parameters: readonly (keyof typeof valueKind)[]
  /** Kinds of the locals that follow the parameters. */
  readonly locals: readonly (keyof typeof valueKind)[]
  readonly body: Bytes
}

/**
 * A module that imports a memory as `m` of `m` and exports one function as `f`.
 *
 * Source: WebAssembly Core Specification 2.0, section 5.5, https://www.w3.org/TR/wasm-core-2/
 */
export function moduleBytes({ parameters, locals, body }: FunctionBytes): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...list(parameters.map((kind) => [valueKind[kind]])), ...list([])]
  const memory = [...text('m'), ...text('m'), 0x02, 0x00, ...unsigned(1)]
  const code = [...list(locals.map((kind) => [...unsigned(1), valueKind[kind]])), ...body, 0x0b]
  return Uint8Array.from([
    ...magicAndVersion,
    ...section('types', [type]),
    ...section('imports', [memory]),
    ...section('functions', [unsigned(0)]),
    ...section('exports', [[...text('f'), 0x00, ...unsigned(0)]]),
    ...section('code', [sized(code)]),
  ])
}
