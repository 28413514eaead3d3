/** An IPv4 block: its first address as a number, and its prefix length. */
export interface Cidr {
  readonly first: number
  readonly bits: number
}

/** Reads `10.0.0.0/16`; undefined where it is none. Bits behind the prefix are cleared, as AWS does. */
export function parseCidr(text: string): Cidr | undefined {
  const match = text.match(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/)
  if (!match) return undefined
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number]
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  return { first: address - (address % 2 ** (32 - bits)), bits }
}

export function formatCidr({ first, bits }: Cidr): string {
  return `${formatAddress(first)}/${bits}`
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.')
}

/** How many addresses it holds. */
export function sizeOf({ bits }: Cidr): number {
  return 2 ** (32 - bits)
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer)
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + sizeOf(b) && b.first < a.first + sizeOf(a)
}
