import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { onDemandServices } from './on-demand/on-demand-names.ts'

export interface Bounds {
  readonly min: number
  readonly max: number
}

/**
 * The entries of the manifest's schedule by which this service scales. What sleeps on demand does not: the idler follows
 * them there, since autoscaling would stop tasks that visitors are led to.
 */
export function scheduleOf(manifest: Manifest, name: string): Manifest['schedule'] {
  if (onDemandServices(manifest).includes(name)) return []
  return manifest.schedule.filter(({ services }) => services === undefined || services.includes(name))
}

/** A scheduled count within the service's bounds leaves room to grow; one below them holds the service down. */
export function scheduledBounds(scheduled: number, { min, max }: Service['count']): Bounds {
  return { min: scheduled, max: scheduled < min ? scheduled : Math.max(scheduled, max) }
}
