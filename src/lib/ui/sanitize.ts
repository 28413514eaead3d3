// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what these patterns are for
const osc = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g
const csi = /\u001b\[[0-?]*[ -/]*[@-~]/g
const otherEscapes = /\u001b[ -/]*[0-~]?/g
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above
const bidi = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * Makes text that came from outside (AWS's events, tags, reasons, a task's log) safe to show: no escape
 * sequences, no control bytes, no marks that reorder text, and nothing that a CI log would take as a command.
 */
export function sanitize(text: string): string {
  return text
    .replace(osc, '')
    .replace(csi, '')
    .replace(otherEscapes, '')
    .replace(control, ' ')
    .replace(bidi, '')
    .replace(/^(\s*)::/gm, '$1: :')
    .replace(/##\[/g, '## [')
}

/** `sanitize` for every string in a JSON value. */
export function sanitizeAll<T>(value: T): T {
  if (typeof value === 'string') return sanitize(value) as T
  if (Array.isArray(value)) return value.map(sanitizeAll) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sanitizeAll(inner)])) as T
}
