import type { Statistic } from '@aws-sdk/client-cloudwatch'
import type { Manifest } from '../../manifest/schema/manifest.ts'

export interface NamedDimension {
  readonly Name: string
  readonly Value: string
}

/** Whose metric it is. What AWS names by itself is found once it stands. */
export type Subject =
  | { readonly of: 'load-balancer' }
  | { readonly of: 'target-group'; readonly service: string }
  | { readonly of: 'http-api' }
  | { readonly of: 'database'; readonly database: string }
  | {
      readonly of: 'service' | 'cache' | 'function' | 'queue'
      readonly dimensions: readonly NamedDimension[]
    }

interface Occasion {
  readonly Threshold: number
  /** Seconds. */
  readonly Period: number
  readonly EvaluationPeriods: number
}

/** One metric against a threshold. */
export interface Measure extends Occasion {
  readonly Namespace: string
  readonly MetricName: string
  readonly Statistic?: Statistic
  readonly ExtendedStatistic?: string
}

/** A calculation with several metrics against a threshold. */
export interface Calculation extends Occasion {
  /** CloudWatch's metric math over the names of `terms`. */
  readonly expression: string
  readonly terms: Readonly<Record<string, Term>>
}

export interface Term {
  readonly subject: Subject
  readonly Namespace: string
  readonly MetricName: string
  readonly Stat: Statistic
}

export interface AlarmSpec {
  /** What it means that this alarm rings, for its mail. */
  readonly means: string
  readonly subject: Subject
  readonly measure: Measure | Calculation
}

export type Alarms = Readonly<Record<string, AlarmSpec>>
export type Thresholds = NonNullable<Manifest['alarms']>

/** The alarms about one part of an environment, by logical id. Pure. */
export type AlarmsOf = (manifest: Manifest, thresholds: Thresholds) => Alarms

export const fiveMinutes = { Period: 300, EvaluationPeriods: 2 }
/** Three bad minutes: a task that is replaced is unhealthy for less. */
export const threeMinutes = { Period: 60, EvaluationPeriods: 3 }
