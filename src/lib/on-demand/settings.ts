import type { IdleRules } from './idler/decide.ts'
import type { ScheduleEntry } from './idler/schedule.ts'
import type { Ignore } from './waker/choose.ts'

/** A service that is woken and stopped. */
export interface ManagedService {
  /** As in the manifest. */
  readonly name: string
  /** As in ECS. */
  readonly serviceName: string
  /** Tasks to wake with where nobody remembers how many there were. */
  readonly count: number
  /** Fewest tasks of its autoscaling; undefined where nothing scales it. */
  readonly minimum: number | undefined
}

/** Routes of an HTTP API. */
export interface HttpApiDoor {
  readonly kind: 'http-api'
  readonly apiId: string
  /** Id of the integration that each route leads to while the services are awake, by the route's key: `$default`. */
  readonly routes: Readonly<Record<string, string>>
  /** Id of the integration with the waker. */
  readonly waker: string
  /** Ids of the Cloud Map services in which ECS registers the tasks, the awaited service's first. */
  readonly discoveryServices: readonly string[]
}

/** Rules of a load balancer's listener, and its target groups, by ARNs. */
export interface LoadBalancerDoor {
  readonly kind: 'load-balancer'
  readonly listener: string
  /** Of the target groups of the services that it leads to, the awaited one first. */
  readonly services: readonly string[]
  /** Of the waker's target group. */
  readonly waker: string
  /** Whether open connections keep the services awake; a load balancer tells of all that it has, whoever's they are. */
  readonly countsConnections: boolean
}

/** Where the services' requests go in. */
export type Door = HttpApiDoor | LoadBalancerDoor

/** What `bootstrap` tells both functions, in the environment variable SETTINGS. */
export interface Settings {
  readonly version: 1
  /** What the system is called on the waiting page. */
  readonly title: string
  readonly cluster: string
  /** What the names of everything of this environment begin with: `aipa-production-`. */
  readonly ownPrefix: string
  /** The first is the one that users wait for. */
  readonly services: readonly ManagedService[]
  readonly ledger: {
    readonly bucket: string
    /** Account that the bucket must belong to. */
    readonly owner: string
    readonly environment: string
  }
  readonly door: Door
  readonly ignore: Ignore
  /** Whether `/wake` and visits need the token, too; `/shutdown` always does. */
  readonly protectWake: boolean
  readonly wakesPerMinute: number
  /** Name of the secret that holds the token. */
  readonly secret: string
  readonly idle: IdleRules
  /** Seconds that what is in hand is given to end before anything is stopped. */
  readonly drain: number
  readonly schedule: readonly ScheduleEntry[]
  /** Identifiers of the RDS instances that start and stop with the services. */
  readonly databases: readonly string[]
}

/** Reads them as the functions get them. */
export function readSettings(text: string | undefined): Settings {
  const settings = JSON.parse(text ?? '{}') as Settings
  if (settings.version !== 1)
    throw new TypeError('SETTINGS are not of version 1: run `deployctl bootstrap` again.')
  return settings
}
