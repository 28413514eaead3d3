import type { LockDocument } from '../../releases/lock.ts'
import type { ReleaseRecord } from '../../releases/record.ts'
import type { AlarmStatus } from '../live/alarms.ts'
import type { TargetHealth } from '../live/target-health.ts'
import type { MonthlyCost } from './month.ts'
import type { OnDemandStatus } from './on-demand.ts'
import type { PartStatus } from './parts/index.ts'

export interface StoppedTaskStatus {
  readonly task: string
  /** ISO 8601. */
  readonly at: string
  readonly code: string
  readonly reason: string
  /** In plain words. */
  readonly plain: string
  /** What to type next. */
  readonly next: string
}

export interface ServiceStatus {
  readonly service: string
  /** Undefined where the service does not stand. */
  readonly live?: {
    readonly desired: number
    readonly running: number
    readonly pending: number
    /** `COMPLETED`, `IN_PROGRESS` or `FAILED`. */
    readonly rollout: string
    readonly rolloutReason?: string | undefined
    readonly taskDefinition: string
    /** As the last release that ran this task definition recorded it. */
    readonly image?: string | undefined
  }
  /** ECS's own, newest first. */
  readonly events: readonly { readonly at: string; readonly message: string }[]
  /** Those of the last hour that ECS did not stop to make room, newest first. */
  readonly stopped: readonly StoppedTaskStatus[]
  readonly health?: TargetHealth
}

/** Something that is wrong, and what to type next. */
export interface Trouble {
  readonly service?: string
  readonly message: string
  readonly next: string
}

/** One environment at one moment. */
export interface Snapshot {
  readonly services: readonly ServiceStatus[]
  /** What stands beside the services: databases, functions, … */
  readonly parts: readonly PartStatus[]
  /** Where users reach it. */
  readonly url?: string | undefined
  /** Every service was put to sleep. */
  readonly asleep: boolean
  readonly onDemand?: OnDemandStatus | undefined
  readonly month?: MonthlyCost | undefined
  /** Those in ALARM. */
  readonly alarms: readonly AlarmStatus[]
  readonly certificate?: { readonly domain: string; readonly status: string } | undefined
  readonly release?:
    | Pick<ReleaseRecord, 'number' | 'kind' | 'outcome' | 'cause' | 'user' | 'startedAt' | 'commit'>
    | undefined
  readonly lock?: LockDocument | undefined
}
