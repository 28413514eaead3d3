/** An IPv4 block: addresses from `start` up to, and without, `end`. */
export interface Block {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Bits of the network, such as 16. */
  readonly prefix: number
  /** The block as it should be written: without bits beyond its prefix. */
  readonly canonical: string
}

export function parseBlock(text: string): Block {
  const [address = '', bits = ''] = text.split('/')
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const prefix = Number(bits)
  const size = 2 ** (32 - prefix)
  const start = Math.floor(number / size) * size
  return { text, start, end: start + size, prefix, canonical: `${formatAddress(start)}/${prefix}` }
}

export function contains(outer: Block, inner: Block): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

export function overlap(a: Block, b: Block): boolean {
  return a.start < b.end && b.start < a.end
}

function formatAddress(number: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(number / 2 ** shift) % 256).join('.')
}
