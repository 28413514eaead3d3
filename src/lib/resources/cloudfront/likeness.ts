/**
 * What AWS holds, reduced to what is said of it in `want`: CloudFront fills every configuration up with its own
 * defaults, which are nobody's wish. Pure.
 */
export function likeness(have: unknown, want: unknown): unknown {
  if (want === undefined) return isEmpty(have) ? undefined : have
  if (Array.isArray(want)) {
    if (!Array.isArray(have) || have.length !== want.length) return have ?? []
    return want.map((item, index) => likeness(have[index], item))
  }
  if (!isMap(want) || !isMap(have)) return have
  return Object.fromEntries(Object.keys(want).map(key => [key, likeness(have[key], want[key])]))
}

/** What AWS holds, with what is wanted in its place; the rest stays as it is. Pure. */
export function merged<Config>(have: Config, want: object): Config {
  const result = { ...have } as Record<string, unknown>
  for (const [key, value] of Object.entries(want)) {
    const before = result[key]
    result[key] = isMap(value) && isMap(before) && !('Quantity' in value) ? merged(before, value) : value
  }
  return result as Config
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return isMap(value) && value.Quantity === 0
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
