import type { Manifest } from '../../../manifest/schema/manifest.ts'

type Website = NonNullable<Manifest['buckets'][string]['website']>

/** Every name that somebody may keep in mind: asked for anew each time, and answered in a word where nothing changed. */
const anew = 'public, max-age=0, must-revalidate'
/** A name with a fingerprint never means anything else. */
const forGood = 'public, max-age=31536000, immutable'

/** Part of a name between two marks: `app.3f2c1ab0.js`, `chunk-3f2c1ab0.css`. */
const hex = /[.-]([0-9a-f]{8,64})(\.[a-z0-9]+)+$/
/** Bundlers' own folders, where fingerprints use all letters: `assets/index-DiwrgTda.js`. */
const bundled = /(^|\/)(assets|_astro|immutable|chunks)\/(.*\/)?[^/]*[.-]([A-Za-z0-9_-]{8})\.(m?js|css)$/

/** How long a file may be kept: as the manifest says first, and otherwise by its name. Pure. */
export function cacheControl(key: string, { cacheControl: said }: Pick<Website, 'cacheControl'>): string {
  const [, value] = Object.entries(said).find(([pattern]) => fits(pattern, key)) ?? []
  if (value !== undefined) return value
  return hasFingerprint(key) ? forGood : anew
}

/** Whether a name says what the content is. In doubt it does not: what is kept for a year cannot be called back. Pure. */
export function hasFingerprint(key: string): boolean {
  if (/\.html?$/i.test(key)) return false
  const [, digits = ''] = hex.exec(key) ?? []
  // A date is digits alone, and a word is letters alone.
  if (/[0-9]/.test(digits) && /[a-f]/.test(digits)) return true
  const letters = bundled.exec(key)?.[4] ?? ''
  return /[A-Z]/.test(letters.slice(1)) && /[a-z]/.test(letters)
}

/** What browsers are told that a file is. */
export async function contentType(key: string): Promise<string> {
  const { default: mime } = await import('mime')
  const type = mime.getType(key) ?? 'application/octet-stream'
  const isText = /^text\/|^application\/(javascript|json|manifest\+json|xml)$|\+xml$/.test(type)
  return isText ? `${type}; charset=utf-8` : type
}

/** Pages come last, since they name everything else. */
export function isPage(type: string): boolean {
  return type.startsWith('text/html')
}

/** `*` is any text. */
function fits(pattern: string, key: string): boolean {
  const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(key)
}
