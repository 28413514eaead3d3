import { type FrontDoor, frontDoor, type Leads } from '../door/index.ts'
import type { Settings } from '../settings.ts'
import { type ServiceFacts, type Situation, situationOf } from '../situation.ts'
import { once, patience } from './client.ts'
import { startDatabases, stopDatabases } from './databases.ts'
import { doorPorts } from './door-ports.ts'
import { NoteBook, type Notes } from './notes.ts'
import { holdScaling } from './scaling.ts'
import { type EcsFacts, Tasks } from './tasks.ts'
import { readTraffic, type Traffic } from './traffic.ts'

/** Everything that the functions ask of AWS. Clients are loaded when they are first needed, since a visitor waits. */
export interface Cloud {
  readonly notes: NoteBook
  readonly tasks: Tasks
  readonly door: FrontDoor
  holdScaling(held: boolean): Promise<void>
  /** Whether all are available. */
  startDatabases(): Promise<boolean>
  stopDatabases(): Promise<string[]>
  traffic(now: number): Promise<Traffic>
  /** The token that protects what strangers must not do. */
  token(): Promise<string | undefined>
}

export function openCloud(settings: Settings): Cloud {
  const s3 = once(async () => new (await import('@aws-sdk/client-s3')).S3Client(patience))
  const ecs = once(async () => new (await import('@aws-sdk/client-ecs')).ECSClient(patience))
  const scaling = once(
    async () =>
      new (await import('@aws-sdk/client-application-auto-scaling')).ApplicationAutoScalingClient(patience),
  )
  const rds = once(async () => new (await import('@aws-sdk/client-rds')).RDSClient(patience))
  const cloudwatch = once(
    async () => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(patience),
  )
  return {
    notes: new NoteBook(s3, settings),
    tasks: new Tasks(ecs, settings),
    door: frontDoor(settings.door, doorPorts()),
    holdScaling: held => holdScaling(scaling, settings, held),
    startDatabases: () => startDatabases(rds, settings),
    stopDatabases: () => stopDatabases(rds, settings),
    traffic: now => readTraffic(cloudwatch, settings, now),
    token: once(() => readToken(settings)),
  }
}

/** What is going on, as ECS and the front door see it together. */
export interface Seen {
  readonly situation: Situation
  readonly ecs: EcsFacts
  readonly leads: Leads
}

/** Looks at everything at once. What went wrong before it was last seen well is over. */
export async function look(
  { tasks, door }: Cloud,
  { wake, awakeSince = 0 }: Notes,
  now: number,
): Promise<Seen> {
  const since = Math.max(wake?.at ?? 0, awakeSince)
  const [ecs, leads = 'waker'] = await Promise.all([tasks.read(since), door.leads()])
  const answering = ecs.addresses.length > 0 && (await door.finds(ecs.addresses))
  const waited = wake && awakeSince < wake.at ? now - wake.at : undefined
  const awaitsDatabases = wake?.awaitsDatabases ?? false
  const facts: ServiceFacts = { ...ecs, answering, waited, awaitsDatabases }
  return { situation: situationOf(facts), ecs, leads }
}

async function readToken({ secret: SecretId }: Settings): Promise<string | undefined> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const { SecretString } = await new SecretsManagerClient(patience).send(
    new GetSecretValueCommand({ SecretId }),
  )
  return SecretString
}
