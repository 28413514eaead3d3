import type { ReleasedThings } from '../../releases/released-things.ts'
import { seconds, type Theme } from '../format.ts'

/** What a release holds besides services, one row each. */
export function thingRows({ sites = {} }: ReleasedThings, theme: Theme): string[][] {
  return Object.entries(sites).map(([name, { files, manifest, outcome, seconds: took }]) => [
    `  ${name}`,
    `${files} files`,
    manifest.slice(0, 8),
    outcome,
    took === undefined ? '' : theme.dim(seconds(took)),
  ])
}
