type Json = unknown
type Pattern = Readonly<Record<string, Json>>

/**
 * Whether an event fits a pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function fits(event: Json, pattern: Pattern): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') return (wanted as Pattern[]).some(alternative => fits(event, alternative))
    const values = valuesAt(event, key)
    if (Array.isArray(wanted)) return wanted.some(one => matchesAny(values, one))
    // In a list of objects it is enough that one of them fits.
    return values.some(value => fits(value, wanted as Pattern))
  })
}

/** Whether a pattern is one that EventBridge takes: objects all the way down to lists of what is wanted. */
export function isPattern(value: Json): value is Pattern {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length > 0 &&
    entries.every(([key, inner]) => {
      if (key === '$or') return Array.isArray(inner) && inner.length > 1 && inner.every(isPattern)
      return Array.isArray(inner) ? inner.length > 0 : isPattern(inner)
    })
  )
}

/** The values of a key; a list counts as each of its items. */
function valuesAt(event: Json, key: string): Json[] {
  const objects = Array.isArray(event) ? event : [event]
  return objects.flatMap(object => {
    const value = (Object(object) as Record<string, Json>)[key]
    return value === undefined ? [] : Array.isArray(value) ? value : [value]
  })
}

function matchesAny(values: readonly Json[], wanted: Json): boolean {
  if (typeof wanted === 'object' && wanted !== null && 'exists' in wanted) {
    return values.length > 0 === wanted.exists
  }
  return values.some(value => matches(value, wanted))
}

function matches(value: Json, wanted: Json): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  const [[operator, operand] = []] = Object.entries(wanted)
  const text = typeof value === 'string' ? value : ''
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && text.startsWith(String(operand))
    case 'suffix':
      return typeof value === 'string' && text.endsWith(String(operand))
    case 'equals-ignore-case':
      return text.toLowerCase() === String(operand).toLowerCase()
    case 'anything-but':
      return ![operand].flat().some(one => matches(value, one))
    case 'numeric':
      return typeof value === 'number' && comparesAll(value, operand as (string | number)[])
    default:
      return false
  }
}

function comparesAll(value: number, operand: readonly (string | number)[]): boolean {
  const pairs = Array.from({ length: operand.length / 2 }, (_, at) => operand.slice(at * 2, at * 2 + 2))
  return pairs.every(([sign, bound]) => {
    const limit = Number(bound)
    if (sign === '=') return value === limit
    if (String(sign).endsWith('=') && value === limit) return true
    return String(sign).startsWith('>') ? value > limit : value < limit
  })
}
