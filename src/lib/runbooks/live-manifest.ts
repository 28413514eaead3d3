import type { Manifest } from '../manifest/schema/manifest.ts'
import { readCounts } from '../releases/counts.ts'
import { openLedger } from '../releases/ledger.ts'
import { listReleases } from '../releases/records.ts'
import type { Context } from './context.ts'

export interface LiveManifest {
  /** The manifest with every service pinned to the image that the last release gave it. */
  readonly manifest: Manifest
  /** Whether anything was ever released. */
  readonly released: boolean
  /** Put to sleep: its scaling is held back on purpose. */
  readonly asleep: boolean
}

/** The last success is nearly always among these. */
const newestToRead = 20

/** Stands in for an image that nobody knows yet: a service is planned with it, never made. */
const unknownImage = `unreleased@sha256:${'0'.repeat(64)}`

/** What is deployed, as far as the ledger knows, in the form in which the graph compares it with AWS. */
export async function liveManifest({ manifest, scope, ports }: Context): Promise<LiveManifest> {
  const ledger = openLedger(scope, ports.s3)
  const [releases, remembered] = await Promise.all([listReleases(ledger, newestToRead), readCounts(ledger)])
  const current = releases.find(({ outcome }) => outcome === 'succeeded')
  const services = Object.entries(manifest.services).map(([name, service]) => [
    name,
    { ...service, image: current?.services[name]?.image ?? unknownImage },
  ])
  return {
    manifest: { ...manifest, services: Object.fromEntries(services) },
    released: current !== undefined,
    asleep: Object.keys(remembered).length > 0,
  }
}
