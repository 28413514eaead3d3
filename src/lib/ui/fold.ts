import { widthOf } from './format.ts'

/** How far the rest of a line is set in below its beginning. */
const hanging = 4
/** Below that, what is set in would be a column of single words. */
const narrowest = 40

/**
 * Breaks lines that are wider than the terminal at blanks, and sets in what goes on. A word that is wider by itself, such
 * as an address, stays whole. Styles count for nothing. Pure.
 */
export function fold(lines: readonly string[], columns: number): string[] {
  return columns < narrowest
    ? [...lines]
    : lines.flatMap(line => line.split('\n')).flatMap(line => folded(line, columns))
}

function folded(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line]
  const indent = ' '.repeat(/^ */.exec(line)![0].length + hanging)
  const result: string[] = []
  let current = ''
  for (const [piece] of line.matchAll(/ *[^ ]+/g)) {
    const isFull = current.trim() !== '' && widthOf(current + piece) > columns
    if (isFull) result.push(current)
    current = isFull ? indent + piece.trimStart() : current + piece
  }
  return [...result, current]
}
