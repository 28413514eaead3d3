/**
 * A JSON document in one form, so that two spellings of the same thing compare equal: keys sorted, lists of
 * strings sorted, a list of one the same as its only element (IAM takes and gives either).
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value))
}

/** The same for a document that AWS hands out as text, which IAM also encodes for URLs. */
export function canonicalText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  return canonicalJson(JSON.parse(text.startsWith('%7B') ? decodeURIComponent(text) : text))
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length === 1) return canonical(value[0])
    return value.every(item => typeof item === 'string') ? value.toSorted() : value.map(canonical)
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
