import { DeployctlError } from '../../errors/index.ts'
import { outputsIn } from '../../manifest/outputs.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { type DatabaseDeps, database, surroundings } from '../../resources/database.ts'
import type { DatabaseSpec } from '../../resources/database-diff.ts'
import { readDatabases } from '../../resources/database-forms.ts'
import { databaseParameterGroup } from '../../resources/database-parameter-group.ts'
import { databaseSecret } from '../../resources/database-secret.ts'
import type { DatabaseState } from '../../resources/database-state.ts'
import { databaseSubnetGroup } from '../../resources/database-subnet-group.ts'
import type { Run, Standing } from '../../resources/resource.ts'
import { securityGroup } from '../../resources/security-group.ts'
import { inspectWorld } from '../../resources/world.ts'
import type { Context } from '../context.ts'

/** What the manifest wants of a database that deployctl made. @throws DeployctlError `restore.unknown-database`, `restore.not-ours` */
export function wantedDatabase({ manifest }: Context, name: string): DatabaseSpec {
  const want = database.desired(manifest)[name]
  const known = Object.keys(manifest.databases).join(', ') || 'none'
  if (!want) {
    throw new DeployctlError('restore.unknown-database', {
      message: `The manifest has no database \`${name}\`; it has: ${known}.`,
    })
  }
  if (want.existing === undefined) return want
  throw new DeployctlError('restore.not-ours', {
    message: `\`${name}\` is ${want.existing}, which somebody else made: deployctl uses it, and never changes it.`,
  })
}

/** The instances of one database: the one that it is by now, and those that it was or may become. */
export interface Instances {
  readonly current: DatabaseState | undefined
  readonly others: readonly DatabaseState[]
}

export async function instancesOf({ scope, ports }: Context, name: string): Promise<Instances> {
  const all = (await readDatabases(scope, ports)).filter(([, { of }]) => of === name)
  return {
    current: all.find(([id]) => id === name)?.[1],
    others: all.filter(([id]) => id !== name).map(([, state]) => state),
  }
}

/** An instance of a database by its identifier. @throws DeployctlError `restore.unknown-instance` */
export function instanceOf({ current, others }: Instances, name: string, identifier: string): DatabaseState {
  const all = [...(current ? [current] : []), ...others]
  const found = all.find(one => one.identifier === identifier)
  if (found) return found
  const known = all.map(one => one.identifier).join(', ') || 'none'
  throw new DeployctlError('restore.unknown-instance', {
    message: `${identifier} is no instance of ${name}; there are: ${known}.`,
  })
}

/** What a new instance is to stand on. @throws DeployctlError `restore.not-bootstrapped` */
export async function groundOf({ scope, ports, manifest }: Context, name: string, want: DatabaseSpec) {
  const kinds = { databaseSubnetGroup, databaseParameterGroup, databaseSecret, securityGroup }
  const world = await inspectWorld(Object.values(kinds), scope, ports, manifest)
  const standing: Standing<DatabaseDeps> = world.standing(kinds)
  const around = surroundings(want, standing)
  const secretArn = standing.databaseSecret.get(name)?.arn
  if (secretArn && around.subnetGroup && around.securityGroups.length > 0) return { around, secretArn }
  throw new DeployctlError('restore.not-bootstrapped', {
    message: `There is nothing yet that a copy of ${name} could stand on.`,
  })
}

/** The services that are told of a database. Pure. */
export function usersOf({ services }: Manifest, name: string): string[] {
  const uses = (texts: Readonly<Record<string, string>>) =>
    Object.values(texts)
      .flatMap(outputsIn)
      .some(output => output.section === 'databases' && output.name === name)
  return Object.keys(services).filter(one => uses(services[one]!.env) || uses(services[one]!.secrets))
}

/** For work on one instance outside of the graph, told as the graph tells it. */
export async function told<T>(
  context: Context,
  name: string,
  action: 'create' | 'remove',
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const { clock, emit } = context
  const about = { kind: 'database', id: name, name }
  const started = clock.now()
  emit({ type: 'resource.started', ...about, action })
  const waiting = (detail: string) => emit({ type: 'resource.waiting', ...about, detail })
  try {
    const result = await work({ ...context, id: name, waiting })
    emit({ type: 'resource.finished', ...about, action, seconds: (clock.now() - started) / 1000 })
    return result
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    emit({ type: 'resource.failed', ...about, action, message })
    throw error
  }
}
