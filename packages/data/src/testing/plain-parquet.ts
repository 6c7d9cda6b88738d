/** A Parquet file in pieces, to be written one after the other: a column `image` of bytes, in row groups that are all alike. */
export interface PlainParquet {
  readonly start: Uint8Array
  readonly group: Uint8Array
  readonly groups: number
  readonly end: Uint8Array
}

/** Bytes of a column, as plain as the format has it: uncompressed, one page for each row group. https://parquet.apache.org/docs/file-format/ */
export function plainParquet(rows: readonly Uint8Array[], groups: number): PlainParquet {
  const start = text('PAR1')
  const page = join(rows.flatMap((row) => [fixed(row.length), row]))
  const header = struct(
    [1, i32, varint(dataPage)],
    [2, i32, varint(page.length)],
    [3, i32, varint(page.length)],
    [
      5,
      aStruct,
      struct(
        [1, i32, varint(rows.length)],
        [2, i32, varint(0)],
        [3, i32, varint(rle)],
        [4, i32, varint(rle)],
      ),
    ],
  )
  const group = join([header, page])
  const places = Array.from({ length: groups }, (_, index) => start.length + index * group.length)
  const metadata = struct(
    [1, i32, varint(1)],
    [
      2,
      aList,
      list(aStruct, [
        struct([4, binary, named('schema')], [5, i32, varint(1)]),
        struct([1, i32, varint(byteArray)], [3, i32, varint(required)], [4, binary, named('image')]),
      ]),
    ],
    [3, i64, varint(groups * rows.length)],
    [
      4,
      aList,
      list(
        aStruct,
        places.map((place) => rowGroup(place, group.length, rows.length)),
      ),
    ],
  )
  return { start, group, groups, end: join([metadata, fixed(metadata.length), text('PAR1')]) }
}

function rowGroup(place: number, bytes: number, rows: number): Uint8Array {
  const column = struct(
    [1, i32, varint(byteArray)],
    [2, aList, list(i32, [varint(0)])],
    [3, aList, list(binary, [named('image')])],
    [4, i32, varint(0)],
    [5, i64, varint(rows)],
    [6, i64, varint(bytes)],
    [7, i64, varint(bytes)],
    [9, i64, varint(place)],
  )
  const chunk = struct([2, i64, varint(place)], [3, aStruct, column])
  return struct([1, aList, list(aStruct, [chunk])], [2, i64, varint(bytes)], [3, i64, varint(rows)])
}

const [dataPage, rle, byteArray, required] = [0, 3, 6, 0]
/** Thrift's compact protocol, by which all but the values is written. */
const [i32, i64, binary, aList, aStruct] = [5, 6, 8, 9, 12]

type Field = readonly [id: number, type: number, content: Uint8Array]

function struct(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([id, type, content], index) => [
    Uint8Array.of(((id - (fields[index - 1]?.[0] ?? 0)) << 4) | type),
    content,
  ])
  return join([...parts, Uint8Array.of(0)])
}

function list(type: number, items: readonly Uint8Array[]): Uint8Array {
  const head =
    items.length < 15
      ? [Uint8Array.of((items.length << 4) | type)]
      : [Uint8Array.of(0xf0 | type), base128(items.length)]
  return join([...head, ...items])
}

/** Of numbers that are not negative, in zigzag. */
function varint(value: number): Uint8Array {
  return base128(2 * value)
}

function base128(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest])
    bytes.push(rest % 128 | 0x80)
  }
}

function named(name: string): Uint8Array {
  return join([base128(name.length), text(name)])
}

function fixed(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer)
}

function text(characters: string): Uint8Array {
  return new TextEncoder().encode(characters)
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
