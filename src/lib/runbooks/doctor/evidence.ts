import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Context } from '../context.ts'
import type { AlarmStatus } from '../live/alarms.ts'
import type { ServiceSnapshot } from '../live/services.ts'
import type { StoppedTask } from '../live/stopped-tasks.ts'
import type { TargetHealth } from '../live/target-health.ts'
import type { CertificateReading } from './readers/certificate.ts'
import type { FunctionReading } from './readers/functions.ts'
import type { Grant } from './readers/grants.ts'
import type { Identity } from './readers/identity.ts'
import type { ImageReading } from './readers/images.ts'
import type { LedgerReading } from './readers/ledger.ts'
import type { LoggedErrors } from './readers/log-errors.ts'
import type { Measures } from './readers/measures.ts'
import type { Network } from './readers/network.ts'
import type { QueueReading } from './readers/queues.ts'
import type { QuotaReading } from './readers/quotas.ts'
import type { Registration } from './readers/registered.ts'
import type { Standing } from './readers/standing.ts'
import type { TaskReading } from './readers/tasks.ts'
import type { Values } from './readers/values.ts'

/** Everything that checks judge by. Each is read once, and only where a check needs it. */
export interface Evidence {
  readonly alarms: readonly AlarmStatus[]
  readonly certificate: CertificateReading | undefined
  readonly functions: readonly FunctionReading[]
  readonly grants: readonly Grant[]
  readonly identity: Identity
  readonly images: readonly ImageReading[]
  readonly ledger: LedgerReading
  /** What ECS says of the services that stand, by the manifest's names. */
  readonly live: ReadonlyMap<string, ServiceSnapshot>
  /** By service. */
  readonly logErrors: ReadonlyMap<string, LoggedErrors>
  readonly measures: Measures
  readonly network: Network
  /** The repository on GitHub that the work tree came from, as `OWNER/NAME`. */
  readonly origin: string | undefined
  /** What jobs could not do. */
  readonly queues: readonly QueueReading[]
  readonly quotas: readonly QuotaReading[]
  /** What Cloud Map answers with. */
  readonly registered: readonly Registration[]
  readonly standing: Standing
  /** Those of the last hour that nobody wanted to stop, newest first. */
  readonly stopped: readonly StoppedTask[]
  /** What the load balancer thinks, by service. */
  readonly targets: ReadonlyMap<string, TargetHealth>
  /** What the services run, by the manifest's names. */
  readonly taskDefinitions: ReadonlyMap<string, TaskDefinition>
  /** Those that are wanted, whatever state they are in. */
  readonly tasks: readonly TaskReading[]
  readonly values: Values
}

/** Asks for another kind of evidence. @throws DeployctlError as AWS refused it */
export type Read = <Name extends keyof Evidence>(name: Name) => Promise<Evidence[Name]>

/** Reads one kind of evidence, in as few calls as AWS allows. */
export type Reader<Name extends keyof Evidence> = (context: Context, read: Read) => Promise<Evidence[Name]>
