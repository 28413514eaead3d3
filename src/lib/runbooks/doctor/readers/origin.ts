import type { Reader } from '../evidence.ts'

/** Asked of git only where the manifest says something of GitHub. */
export const origin: Reader<'origin'> = async ({ manifest, origin }) =>
  manifest.github ? origin?.() : undefined
