import { DeployctlError } from '../../errors/index.ts'
import { step } from '../../events/index.ts'
import type { DatabaseConnectionState } from '../../resources/database-connection.ts'
import { databaseTags } from '../../resources/database-names.ts'
import type { DatabaseState } from '../../resources/database-state.ts'
import { apply } from '../../resources/graph.ts'
import { resources } from '../../resources/index.ts'
import { tagKeys } from '../../resources/names.ts'
import { type PlanItem, planFor } from '../../resources/plan.ts'
import { onDemandRoles } from '../../resources/roles/on-demand-roles.ts'
import { inspectWorld, type World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { declined } from '../declined.ts'
import { underLock } from '../under-lock.ts'
import { instanceOf, instancesOf, usersOf, wantedDatabase } from './subject.ts'

export interface SwitchPreview {
  readonly project: string
  readonly environment: string
  readonly database: string
  /** The instance that it is by now; absent where none stands. */
  readonly from?: string | undefined
  readonly to: string
  /** The services that are told of it: they learn of it when they start anew. */
  readonly services: readonly string[]
  /** Whether it starts and stops with what sleeps on demand, so that the functions which do that are told of it too. */
  readonly sleepsOnDemand: boolean
}

export interface SwitchResult extends SwitchPreview {
  readonly outcome: 'switched' | 'unchanged'
  /** `HOST:PORT/NAME`, as tasks are told from now on. */
  readonly endpoint: string
  readonly seconds: number
}

export interface SwitchOptions {
  /** Identifier of the instance. */
  readonly to: string
  readonly confirm: (preview: SwitchPreview) => Promise<boolean>
}

/** What tells tasks where a database is. */
const connecting = ['database-proxy-target', 'database-connection', 'database-schemas']

/** What `switchOver` would do. Reads only. @throws DeployctlError `restore.unknown-instance`, `restore.not-ready` */
export async function previewSwitch(context: Context, database: string, to: string): Promise<SwitchPreview> {
  wantedDatabase(context, database)
  const instances = await instancesOf(context, database)
  const target = instanceOf(instances, database, to)
  if (target.status !== 'available') {
    throw new DeployctlError('restore.not-ready', { message: `${to} is ${target.status}, not available.` })
  }
  const { project, environment } = context.scope
  const from = instances.current?.identifier
  const services = usersOf(context.manifest, database)
  return { project, environment, database, from, to, services, sleepsOnDemand: sleeps(context, database) }
}

/**
 * Makes another instance the database that the manifest names: tags say so, the proxy leads there, and so does the
 * secret that tasks are told by, and the functions that start and stop it on demand. The instance of before stays as
 * it is. Safe to repeat; the way back is the same way.
 */
export async function switchOver(
  context: Context,
  database: string,
  { to, confirm }: SwitchOptions,
): Promise<SwitchResult> {
  const started = context.clock.now()
  const preview = await step(context, 'plan', () => previewSwitch(context, database, to))
  const isNew = preview.from !== to
  if (isNew && !(await confirm(preview))) throw declined('restore')
  const endpoint = await underLock(context, async locked => {
    await step(locked, 'name', () => name(locked, database, to))
    const endpoint = await step(
      locked,
      'connect',
      () => connect(locked, database),
      told => told,
    )
    if (preview.sleepsOnDemand) await step(locked, 'tell the idler', () => tellOnDemand(locked))
    return endpoint
  })
  const seconds = (context.clock.now() - started) / 1000
  return { ...preview, outcome: isNew ? 'switched' : 'unchanged', endpoint, seconds }
}

/** Three writes, in an order in which each state between them names one instance, and a repetition ends in the same. */
async function name(context: Context, database: string, to: string): Promise<void> {
  const { ports, clock } = context
  const instances = await instancesOf(context, database)
  const target = instanceOf(instances, database, to)
  const { current, others } = instances
  if (current && current !== target) {
    await tag(context, current, { [databaseTags.replacedBy]: to })
  }
  if (current !== target) {
    await tag(context, target, {
      [tagKeys.id]: database,
      [databaseTags.since]: new Date(clock.now()).toISOString(),
    })
  }
  if (target.replacedBy) {
    const TagKeys = [databaseTags.replacedBy]
    await ports.rds.removeTagsFromResource({ ResourceName: target.arn, TagKeys })
  }
  const former = [...(current ? [current] : []), ...others].filter(
    one => one !== target && (one === current || one.replacedBy === to),
  )
  for (const one of former) await tag(context, one, { [tagKeys.id]: one.identifier })
}

async function tag(
  { ports }: Context,
  { arn }: DatabaseState,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  await ports.rds.addTagsToResource({ ResourceName: arn, Tags })
}

async function connect(context: Context, database: string): Promise<string> {
  const world = await settle(
    context,
    ({ resource, id, action }) =>
      connecting.includes(resource.kind) && id === database && (action === 'create' || action === 'update'),
  )
  return world.lookup<DatabaseConnectionState>('database-connection').of(database).endpoint
}

/** Otherwise the functions would stop the instance of before, and leave this one running; nor may each role move it. */
async function tellOnDemand(context: Context): Promise<void> {
  const roles = onDemandRoles(context.manifest)
  await settle(
    context,
    ({ resource: { kind }, id, action }) =>
      (kind === 'on-demand-function' || (kind === 'role' && id in roles)) && action === 'update',
  )
}

/** Carries out this part of what bootstrap would do. */
async function settle(context: Context, isPart: (item: PlanItem) => boolean): Promise<World> {
  const { manifest, scope, ports } = context
  const world = await inspectWorld(resources, scope, ports, manifest)
  await apply(planFor(resources, manifest, world).filter(isPart), world, context)
  return world
}

function sleeps({ manifest }: Context, database: string): boolean {
  return manifest.onDemand?.databases.includes(database) ?? false
}
