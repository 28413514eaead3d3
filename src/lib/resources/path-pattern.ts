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
  if (a === '' && b === '') return true
  if (a[0] === '*') return overlap(a.slice(1), b) || (b !== '' && overlap(a, b.slice(1)))
  if (b[0] === '*') return overlap(b, a)
  if (a === '' || b === '') return false
  return (a[0] === b[0] || a[0] === '?' || b[0] === '?') && overlap(a.slice(1), b.slice(1))
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
