/** A domain name as Route 53 keeps it: lower case, a dot at the end, and `*` escaped in octal. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase().replaceAll('*', '\\052')
  return lower.endsWith('.') ? lower : `${lower}.`
}

/** Orders names as Route 53 does: by their labels from the right. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [sortKey(a), sortKey(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`)
}

function sortKey(name: string): string {
  // NUL sorts before every letter, so that a parent comes before its children.
  return canonicalName(name).split('.').filter(Boolean).reverse().join('\0')
}
