import type { Parameter } from '@aws-sdk/client-rds'
import { unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { type NamedGroup, type ParameterCalls, parameterCalls } from './database-parameter-calls.ts'
import { parameterFamily } from './database-version.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, nameOf, tagList } from './names.ts'
import { type Change, changed, defineResource, type Run } from './resource.ts'

export interface DatabaseParameterGroupSpec {
  /** `postgres16`, `aurora-postgresql16`: AWS cannot change it, so it is part of the group's id. */
  readonly family: string
  readonly parameters: Readonly<Record<string, string>>
}

export interface DatabaseParameterGroupState extends NamedGroup {
  /** What it is a group of, as the beginning of a family: `aurora-` of clusters, and nothing of instances. */
  readonly of: '' | 'aurora-'
  /** Those that differ from the engine's defaults. */
  readonly parameters: Readonly<Record<string, string>>
}

/** ModifyDBParameterGroup and ModifyDBClusterParameterGroup take 20 parameters at a time (RDS API reference). */
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
      const found = await Promise.all(
        (['', 'aurora-'] as const).map(async of => {
          const calls = parameterCalls(of, ports)
          const likely = (await calls.list()).filter(({ name }) => name.startsWith(nameOf(scope, '')))
          return Promise.all(
            likely.map(async ({ name, arn }) => {
              const { TagList } = await ports.rds.listTagsForResource({ ResourceName: arn })
              const id = idIn(TagList, scope)
              if (id === undefined) return []
              return [[id, { name, arn, of, parameters: await readParameters(name, calls) }] as const]
            }),
          )
        }),
      )
      return Object.fromEntries(found.flat(2))
    },

    diff: ({ parameters }, have) => differences(have.parameters, parameters),

    async ensure(want, have, _deps, run) {
      const calls = parameterCalls(want.family, run.ports)
      const { name, arn } = have ?? (await create(want, calls, run))
      const standing = have?.parameters ?? (await readParameters(name, calls))
      const differing = differences(standing, want.parameters).map(({ path }) => path)
      if (differing.length > 0) await change(name, differing, want.parameters, calls, run)
      const of = want.family.startsWith('aurora-') ? 'aurora-' : ''
      return { name, arn, of, parameters: want.parameters }
    },

    async remove({ name, of }, { ports }) {
      await unlessMissing(parameterCalls(of, ports).remove(name))
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

async function create(
  { family }: DatabaseParameterGroupSpec,
  calls: ParameterCalls,
  { id, scope, ports }: Run,
): Promise<NamedGroup> {
  const name = nameOf(scope, id)
  const description = `Parameters of ${scope.project} ${scope.environment}`
  const made = await calls.create(name, family, description, tagList(scope, id))
  if (made) return made
  const standing = (await calls.find(name))!
  const { TagList } = await ports.rds.listTagsForResource({ ResourceName: standing.arn })
  refuseForeign(TagList, scope, `Database parameter group ${name}`)
  return standing
}

async function readParameters(name: string, calls: ParameterCalls): Promise<Record<string, string>> {
  const found = await calls.parameters(name, 'user')
  const set = found.filter(({ ParameterValue, Source = 'user' }) => ParameterValue && Source === 'user')
  return Object.fromEntries(set.map(one => [one.ParameterName!, one.ParameterValue!]))
}

async function change(
  name: string,
  differing: readonly string[],
  want: Readonly<Record<string, string>>,
  calls: ParameterCalls,
  run: Run,
): Promise<void> {
  const all = await calls.parameters(name)
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
  for (const some of batches(set)) await calls.set(name, some)
  for (const some of batches(unset)) await calls.reset(name, some)
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
