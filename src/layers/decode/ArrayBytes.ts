const headBytes = 12
const dimensionBytes = 8

type Element = (oid: number, bytes: Uint8Array) => unknown

const viewOf = (bytes: Uint8Array, offset = 0): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.byteLength - offset)

const dimensionsOf = (view: DataView): ReadonlyArray<{ readonly length: number; readonly from: number }> =>
  Array.from({ length: view.getInt32(0) }, (_, index) => {
    const at = headBytes + dimensionBytes * index
    return { length: view.getInt32(at), from: view.getInt32(at + 4) }
  })

/** Whether an array is one that JavaScript's can stand for: of those that count from elsewhere it would lose that. */
export const countsFromOne = (bytes: Uint8Array): boolean =>
  dimensionsOf(viewOf(bytes)).every(({ from }) => from === 1)

/** Whether the driver reads an array: of one dimension, counted from 1, or empty. Many pass here. */
export const isPlain = (bytes: Uint8Array, offset: number): boolean => {
  const dimensions = bytes[offset + 3]
  if (dimensions === 0) return true
  const from = offset + headBytes + 4
  return (
    dimensions === 1 &&
    bytes[from] === 0 &&
    bytes[from + 1] === 0 &&
    bytes[from + 2] === 0 &&
    bytes[from + 3] === 1
  )
}

/** The elements of an array by their type; those of several dimensions as arrays in arrays. */
export const read = (bytes: Uint8Array, element: Element): ReadonlyArray<unknown> => {
  const view = viewOf(bytes)
  const oid = view.getUint32(8)
  const dimensions = dimensionsOf(view)
  let at = headBytes + dimensionBytes * dimensions.length
  const next = (): unknown => {
    const size = view.getInt32(at)
    at += 4 + Math.max(size, 0)
    return size < 0 ? null : element(oid, bytes.subarray(at - size, at))
  }
  const dimension = (level: number): ReadonlyArray<unknown> =>
    Array.from({ length: dimensions[level]?.length ?? 0 }, () =>
      level === dimensions.length - 1 ? next() : dimension(level + 1)
    )
  return dimension(0)
}

/** The values of a row without a type of its own, each by its type. */
export const readRecord = (bytes: Uint8Array, field: Element): ReadonlyArray<unknown> => {
  const view = viewOf(bytes)
  let at = 4
  return Array.from({ length: view.getInt32(0) }, () => {
    const oid = view.getUint32(at)
    const size = view.getInt32(at + 4)
    at += 8 + Math.max(size, 0)
    return size < 0 ? null : field(oid, bytes.subarray(at - size, at))
  })
}
