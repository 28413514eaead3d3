/**
 * Orders path patterns so that a pattern comes before every other that matches all it matches: such a one has
 * no shorter text before its first wildcard, no fewer characters, and of the same characters fewer wildcards.
 * The text itself breaks ties, so that the order is the same every time.
 */
export function bySpecificity(a: string, b: string): number {
  return (
    literalPrefix(b) - literalPrefix(a) ||
    shortestMatch(b) - shortestMatch(a) ||
    count(a, '?') - count(b, '?') ||
    count(a, '*') - count(b, '*') ||
    (a < b ? -1 : Number(a > b))
  )
}

/** Whether some path matches both patterns; `*` is any text and `?` one character. */
export function overlap(a: string, b: string): boolean {
  // Each pair of rests is looked at once: many wildcards would otherwise take for ever.
  const known = new Map<string, boolean>()
  const meet = (i: number, j: number): boolean => {
    const key = `${i} ${j}`
    const met = known.get(key) ?? restsMeet(i, j)
    known.set(key, met)
    return met
  }
  const restsMeet = (i: number, j: number): boolean => {
    if (i === a.length && j === b.length) return true
    if (a[i] === '*') return meet(i + 1, j) || (j < b.length && meet(i, j + 1))
    if (b[j] === '*') return meet(i, j + 1) || (i < a.length && meet(i + 1, j))
    if (i === a.length || j === b.length) return false
    return (a[i] === b[j] || a[i] === '?' || b[j] === '?') && meet(i + 1, j + 1)
  }
  return meet(0, 0)
}

function literalPrefix(pattern: string): number {
  const wildcard = pattern.search(/[*?]/)
  return wildcard < 0 ? pattern.length : wildcard
}

function shortestMatch(pattern: string): number {
  return pattern.length - count(pattern, '*')
}

function count(pattern: string, character: string): number {
  return pattern.split(character).length - 1
}
