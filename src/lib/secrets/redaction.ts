/** Masks known values wherever they turn up. */
export interface Redactor {
  /** Remembers a value that this process has seen. */
  remember(value: string): void
  /** The text with every remembered value, and what it looks like encoded, replaced by `***`. */
  mask(text: string): string
  /** The same for every string in a JSON value. */
  maskAll<T>(value: T): T
}

/** Masking what is shorter would tear ordinary words apart, and guard next to nothing. */
const shortest = 4
const mask = '***'

export function makeRedactor(): Redactor {
  let forms: readonly string[] = []
  const maskText = (text: string) => forms.reduce((masked, form) => masked.replaceAll(form, mask), text)
  return {
    remember(value) {
      // The longest first, so that a value within another leaves no rest of it.
      forms = [...new Set([...forms, ...formsOf(value)])].toSorted((a, b) => b.length - a.length)
    },
    mask: maskText,
    maskAll: value => mapStrings(value, maskText),
  }
}

function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T
  if (Array.isArray(value)) return value.map(inner => mapStrings(inner, change)) as T
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, mapStrings(inner, change)])
  return Object.fromEntries(entries) as T
}

/** How a value may appear: as it is, line by line, and as JSON, URLs and base64 write it. */
function formsOf(value: string): string[] {
  const lines = value.split(/\r?\n/).map(line => line.trim())
  const forms = [
    value,
    ...lines,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ]
  return value.length < shortest ? [] : forms.filter(form => form.length >= shortest)
}
