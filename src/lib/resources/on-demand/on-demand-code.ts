import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { OnDemandFunction } from './on-demand-names.ts'

/** The build makes one file of each function; it lies as far from here in `src` as in `dist`. */
const bundles = new URL('../../../../dist/functions/', import.meta.url)

/** A zip archive has no times before 1980; one that is always the same keeps the archive the same, too. */
const mtime = '1980-01-01T00:00:00'

interface Bundle {
  readonly code: Uint8Array
  /** Hash of the code. */
  readonly content: string
}

const read = new Map<OnDemandFunction, Bundle>()

/** The function as it ships with this version of deployctl. */
export function bundleOf(which: OnDemandFunction): Bundle {
  const known = read.get(which)
  if (known) return known
  const code = readFileSync(new URL(`${which}.mjs`, bundles))
  const bundle = { code, content: createHash('sha256').update(code).digest('hex') }
  read.set(which, bundle)
  return bundle
}

/** As Lambda takes it. */
export async function packed(which: OnDemandFunction): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  return zipSync({ [`${which}.mjs`]: [bundleOf(which).code, { mtime }] })
}
