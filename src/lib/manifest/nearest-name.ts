import { distance } from 'fastest-levenshtein'

/** The known name that was probably meant: two slips at most, and fewer in a short name. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const slips = Math.min(2, Math.ceil(name.length / 3))
  const ranked = known
    .map(candidate => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= slips)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

/** `Did you mean …?`, or else all that is known. */
export function suggest(name: string, known: readonly string[]): string {
  const near = nearestName(name, known)
  if (near) return `Did you mean \`${near}\`?`
  return known.length > 0 ? `Known here: ${known.join(', ')}.` : 'Remove it.'
}
