import { DeployctlError } from '../../../errors/index.ts'
import type { Manifest } from '../../../manifest/schema/manifest.ts'
import type { PartName } from '../../../releases/released-things.ts'
import { parts } from './index.ts'

/** What a command is about. */
export interface Chosen {
  readonly services: readonly string[]
  readonly things: Things
}

/** Names of things, by part. */
export type Things = ReadonlyMap<PartName, readonly string[]>

/**
 * What a command's words name: services, and things of any part; everything where there are none.
 * @throws DeployctlError `release.unknown-service`
 */
export function choose(manifest: Manifest, words: readonly string[]): Chosen {
  const services = Object.keys(manifest.services)
  const things = parts.map(part => [part.name, part.names(manifest)] as const)
  const known = [...services, ...things.flatMap(([, names]) => names)]
  const unknown = words.filter(word => !known.includes(word))
  if (unknown.length > 0) {
    throw new DeployctlError('release.unknown-service', {
      message: `The manifest has nothing to release called ${unknown.join(', ')}; it has ${known.join(', ')}.`,
    })
  }
  if (words.length === 0) return { services, things: new Map(things) }
  // A thing goes with its service, whichever of the two is named.
  const companions = parts.flatMap(part =>
    part.names(manifest).map(name => ({ name, service: part.serviceOf?.(manifest, name) })),
  )
  const named = new Set(words)
  for (const { name, service } of companions) if (service && words.includes(name)) named.add(service)
  for (const { name, service } of companions) if (service && named.has(service)) named.add(name)
  const chosen = (names: readonly string[]) => names.filter(name => named.has(name))
  return { services: chosen(services), things: new Map(things.map(([part, names]) => [part, chosen(names)])) }
}
