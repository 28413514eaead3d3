import type { LambdaFunction, Manifest } from '../manifest/schema/manifest.ts'
import { readCounts } from '../releases/counts.ts'
import { openLedger } from '../releases/ledger.ts'
import { listReleases } from '../releases/records.ts'
import type { ReleasedFunction } from '../releases/released-things.ts'
import { type FunctionCode, pinFunctions } from '../resources/function-code.ts'
import type { Context } from './context.ts'

export interface LiveManifest {
  /** The manifest with every service and function pinned to what the last release gave it. */
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
  const codes = Object.entries(manifest.functions).map(([name, one]) => [
    name,
    current?.functions?.[name] ? releasedCode(current.functions[name]) : unknownCode(one),
  ])
  return {
    manifest: pinFunctions(
      { ...manifest, services: Object.fromEntries(services) },
      Object.fromEntries(codes),
    ),
    released: current !== undefined,
    asleep: Object.keys(remembered).length > 0,
  }
}

function releasedCode({ image, content = '' }: ReleasedFunction): FunctionCode {
  return image === undefined ? { content } : { image }
}

function unknownCode({ zip }: LambdaFunction): FunctionCode {
  return zip ? { content: 'unreleased' } : { image: unknownImage }
}
