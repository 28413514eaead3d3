import { type Ports, unlessExists, unlessMissing } from '../aws/index.ts'
import { functionDeps, lambdaFunction, wantedContent } from './function.ts'
import { pinnedFunctions } from './function-code.ts'
import { candidateFunctions } from './function-lookup.ts'
import { liveAlias } from './function-name.ts'
import { type FunctionSpec, specOf } from './function-settings.ts'
import type { Owner } from './names.ts'
import { changed, defineResource, type Standing } from './resource.ts'

export interface FunctionAliasState {
  readonly arn: string
  /** AWS's name of the function. */
  readonly function: string
  readonly version: string
}

const deps = { lambdaFunction, ...functionDeps }

/** An alias may send a share to another version, where somebody tried that by hand; left out, it would stay. */
const wholly = { RoutingConfig: { AdditionalVersionWeights: {} } }

/** The alias `live`, which routes and schedules call: to move it is to release. */
export const functionAlias = defineResource<FunctionSpec, FunctionAliasState, typeof deps>({
  kind: 'function-alias',
  stage: 'deploy',
  deps,

  desired: manifest =>
    Object.fromEntries(pinnedFunctions(manifest).map(([id, one]) => [id, specOf(manifest, id, one)])),

  async inspect(scope, ports) {
    const names = await candidateFunctions(scope, ports)
    const found = await Promise.all(
      names.map(async name => {
        const alias = await readAlias(name, ports)
        const id = idOf(alias?.description, scope)
        return alias && id !== undefined ? [[id, alias] as const] : []
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff: (want, have, standing) => changed('version', have.version, versionFor(want, standing) ?? 'a new one'),

  async ensure(want, have, standing, { id, scope, ports }) {
    const FunctionVersion = versionFor(want, standing)!
    const alias = {
      FunctionName: want.name,
      Name: liveAlias,
      FunctionVersion,
      Description: describe(scope, id),
    }
    const made = have ? undefined : await unlessExists(ports.lambda.createAlias(alias))
    const { AliasArn } = made ?? (await ports.lambda.updateAlias({ ...alias, ...wholly }))
    return { arn: AliasArn!, function: want.name, version: FunctionVersion }
  },

  async remove({ function: FunctionName }, { ports }) {
    await unlessMissing(ports.lambda.deleteAlias({ FunctionName, Name: liveAlias }))
  },

  identify: ({ function: name }) => `${name}:${liveAlias}`,
})

/** Leads the alias of a function to a version, by one call. */
export async function moveAlias(
  FunctionName: string,
  FunctionVersion: string,
  { lambda }: Ports,
  signal?: AbortSignal,
): Promise<void> {
  await lambda.updateAlias({ FunctionName, Name: liveAlias, FunctionVersion, ...wholly }, { signal })
}

/** Where the alias of a function points, and whose it is; undefined where there is none. */
export async function readAlias(
  name: string,
  { lambda }: Ports,
): Promise<(FunctionAliasState & { readonly description: string | undefined }) | undefined> {
  const found = await unlessMissing(lambda.getAlias({ FunctionName: name, Name: liveAlias }))
  if (!found) return undefined
  return {
    arn: found.AliasArn!,
    function: name,
    version: found.FunctionVersion!,
    description: found.Description,
  }
}

/** The version that is as wanted; undefined while there is none. */
export function versionFor(want: FunctionSpec, standing: Standing<typeof deps>): string | undefined {
  const { content } = wantedContent(want, standing)
  return standing.lambdaFunction.get(want.id)?.versions[content]
}

/** An alias has no tags, and so says in words whose it is. */
function describe({ project, environment }: Owner, id: string): string {
  return `deployctl ${project}/${environment}/${id}`
}

function idOf(description: string | undefined, owner: Owner): string | undefined {
  const beginning = describe(owner, '')
  return description?.startsWith(beginning) ? description.slice(beginning.length) : undefined
}
