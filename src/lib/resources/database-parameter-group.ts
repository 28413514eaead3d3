import type { Parameter } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { parameterFamily } from './database-version.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, nameOf, tagList } from './names.ts'
import { type Change, changed, defineResource, type Run } from './resource.ts'

export interface DatabaseParameterGroupSpec {
  /** `postgres16`: AWS cannot change it, so it is part of the group's id. */
  readonly family: string
  readonly parameters: Readonly<Record<string, string>>
}

export interface DatabaseParameterGroupState {
  readonly name: string
  readonly arn: string
  /** Those that differ from the engine's defaults. */
  readonly parameters: Readonly<Record<string, string>>
}

/** ModifyDBParameterGroup takes 20 parameters at a time (RDS API reference). */
const atOnce = 20

/** The engine parameters of one database, where they differ from AWS's defaults. */
export const databaseParameterGroup = defineResource<DatabaseParameterGroupSpec, DatabaseParameterGroupState>(
  {
    kind: 'database-parameter-group',
    stage: 'bootstrap',
    deps: {},

    desired: ({ databases }) =>
      Object.fromEntries(
        Object.entries(databases).flatMap(([name, database]) => {
          const { engine, version, parameters } = database
          const id = parameterGroupId(name, database)
          return id ? [[id, { family: parameterFamily(engine, version), parameters }]] : []
        }),
      ),

    async inspect(scope, ports) {
      const groups = await pages(ports.rds.describeDBParameterGroups, {}, page => page.DBParameterGroups)
      const likely = groups.filter(({ DBParameterGroupName }) =>
        DBParameterGroupName!.startsWith(nameOf(scope, '')),
      )
      const found = await Promise.all(
        likely.map(async ({ DBParameterGroupName: name, DBParameterGroupArn: arn }) => {
          const { TagList } = await ports.rds.listTagsForResource({ ResourceName: arn! })
          const id = idIn(TagList, scope)
          if (id === undefined) return []
          return [[id, { name: name!, arn: arn!, parameters: await readParameters(name!, ports) }] as const]
        }),
      )
      return Object.fromEntries(found.flat())
    },

    diff: ({ parameters }, have) => differences(have.parameters, parameters),

    async ensure(want, have, _deps, run) {
      const { name, arn } = have ?? (await create(want, run))
      const standing = have?.parameters ?? (await readParameters(name, run.ports))
      const differing = differences(standing, want.parameters).map(({ path }) => path)
      if (differing.length > 0) await change(name, differing, want.parameters, run)
      return { name, arn, parameters: want.parameters }
    },

    async remove({ name }, { ports }) {
      await unlessMissing(ports.rds.deleteDBParameterGroup({ DBParameterGroupName: name }))
    },

    identify: ({ name }) => name,
  },
)

/** A database that AWS's own group does for has none. */
export function parameterGroupId(
  name: string,
  { engine, version, parameters, existing }: Manifest['databases'][string],
): string | undefined {
  if (existing !== undefined || Object.keys(parameters).length === 0) return undefined
  return `${name}-${parameterFamily(engine, version).replaceAll('.', '-')}`
}

function differences(
  have: Readonly<Record<string, string>>,
  want: Readonly<Record<string, string>>,
): Change[] {
  const names = [...new Set([...Object.keys(have), ...Object.keys(want)])].toSorted()
  return names.flatMap(name => changed(name, have[name], want[name]))
}

async function create({ family }: DatabaseParameterGroupSpec, { id, scope, ports: { rds } }: Run) {
  const name = nameOf(scope, id)
  const made = await unlessExists(
    rds.createDBParameterGroup({
      DBParameterGroupName: name,
      DBParameterGroupFamily: family,
      Description: `Parameters of ${scope.project} ${scope.environment}`,
      Tags: tagList(scope, id),
    }),
  )
  if (made) return { name, arn: made.DBParameterGroup!.DBParameterGroupArn! }
  const { DBParameterGroups } = await rds.describeDBParameterGroups({ DBParameterGroupName: name })
  const arn = DBParameterGroups![0]!.DBParameterGroupArn!
  const { TagList } = await rds.listTagsForResource({ ResourceName: arn })
  refuseForeign(TagList, scope, `Database parameter group ${name}`)
  return { name, arn }
}

async function readParameters(name: string, { rds }: Ports): Promise<Record<string, string>> {
  const input = { DBParameterGroupName: name, Source: 'user' }
  const found = await pages(rds.describeDBParameters, input, page => page.Parameters)
  const set = found.filter(({ ParameterValue, Source = 'user' }) => ParameterValue && Source === 'user')
  return Object.fromEntries(set.map(one => [one.ParameterName!, one.ParameterValue!]))
}

async function change(
  name: string,
  differing: readonly string[],
  want: Readonly<Record<string, string>>,
  run: Run,
): Promise<void> {
  const { rds } = run.ports
  const all = await pages(rds.describeDBParameters, { DBParameterGroupName: name }, page => page.Parameters)
  const dynamic = new Set(all.flatMap(one => (one.ApplyType === 'dynamic' ? [one.ParameterName!] : [])))
  const parameters = differing.map(
    (ParameterName): Parameter => ({
      ParameterName,
      ...(ParameterName in want && { ParameterValue: want[ParameterName] }),
      ApplyMethod: dynamic.has(ParameterName) ? 'immediate' : 'pending-reboot',
    }),
  )
  const set = parameters.filter(one => one.ParameterValue !== undefined)
  const unset = parameters.filter(one => one.ParameterValue === undefined)
  for (const Parameters of batches(set))
    await rds.modifyDBParameterGroup({ DBParameterGroupName: name, Parameters })
  for (const Parameters of batches(unset))
    await rds.resetDBParameterGroup({ DBParameterGroupName: name, Parameters })
  const fixed = differing.filter(one => !dynamic.has(one))
  if (fixed.length === 0) return
  run.emit({
    type: 'notice',
    message: `${fixed.join(', ')}: in force once the database restarts. Of one that runs, the next bootstrap does that.`,
  })
}

function batches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / atOnce)
  return Array.from({ length: count }, (_, index) => items.slice(index * atOnce, (index + 1) * atOnce))
}
