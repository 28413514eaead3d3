import type { Manifest } from '../../../manifest/schema/manifest.ts'
import type { ReleaseRecord } from '../../../releases/record.ts'
import type { ReleasedFunction } from '../../../releases/released-things.ts'
import { lambdaFunction } from '../../../resources/function.ts'
import { functionAlias, moveAlias, readAlias, versionFor } from '../../../resources/function-alias.ts'
import { type FunctionCode, pinFunctions } from '../../../resources/function-code.ts'
import { publishedVersions } from '../../../resources/function-lookup.ts'
import { functionName } from '../../../resources/function-name.ts'
import { functionPermission } from '../../../resources/function-permission.ts'
import type { FunctionSpec } from '../../../resources/function-settings.ts'
import { describedContent } from '../../../resources/function-settings.ts'
import { apply } from '../../../resources/graph.ts'
import { type PlanItem, planFor } from '../../../resources/plan.ts'
import type { AnyResource } from '../../../resources/resource.ts'
import type { World } from '../../../resources/world.ts'
import { checkFunctions } from '../../preflight/functions.ts'
import { obtainCode } from '../obtain-code.ts'
import type { PartFound, PartRun, PreparedPart, ReleasePart } from './part.ts'

/**
 * Lambda functions. A version is published while nobody uses it; to release it is to move the alias, and so is to
 * return: one call each.
 */
export const functions: ReleasePart<ReleasedFunction> = {
  name: 'functions',
  one: 'function',
  describe: ({ version }) => `version ${version}`,
  names: manifest => Object.keys(manifest.functions),
  check: checkFunctions,
  prepare,
  assess,
  restore,
  tidy,
}

const released: readonly AnyResource[] = [functionAlias, functionPermission]

async function prepare(
  run: PartRun,
  names: readonly string[],
  world: World,
): Promise<PreparedPart<ReleasedFunction>> {
  const { context } = run
  const codes = await obtainCode(run, names, world)
  const pinned = pinFunctions(context.manifest, codes)
  await apply(wantedItems([lambdaFunction], pinned, world), world, context)
  const specs = lambdaFunction.desired(pinned)
  let found: PartFound | undefined
  return {
    async wanted(standing) {
      found = standing
      for (const name of names) {
        // Lambda's lists may be behind what was published a moment ago.
        const state = world.lookup(lambdaFunction.kind).of(name)
        standing.world.set(lambdaFunction.kind, name, { state, external: false })
      }
      const moving = new Set(wantedItems(released, pinned, standing.world).map(({ id }) => id))
      return Object.fromEntries(
        names.map(name => {
          const outcome = moving.has(name) ? 'pending' : 'unchanged'
          return [name, { ...thingOf(specs[name]!, codes[name]!, standing.world), outcome }]
        }),
      )
    },
    async move(name, thing) {
      const items = wantedItems(released, pinned, found!.world).filter(({ id }) => id === name)
      await apply(items, found!.world, context)
      return { thing, told: `version ${thing.version}` }
    },
  }
}

/** What has to be made or changed; what the manifest no longer names is left to bootstrap. */
function wantedItems(kinds: readonly AnyResource[], pinned: Manifest, world: World): PlanItem[] {
  return planFor(kinds, pinned, world).filter(({ action }) => action === 'create' || action === 'update')
}

function thingOf(spec: FunctionSpec, code: FunctionCode, world: World): Omit<ReleasedFunction, 'outcome'> {
  const version = versionFor(spec, world.standing(functionAlias.deps))!
  const made = 'image' in code ? { image: code.image } : { content: code.content }
  return { name: spec.name, version, ...made }
}

async function assess(
  { context }: PartRun,
  things: Readonly<Record<string, ReleasedFunction>>,
): Promise<Record<string, ReleasedFunction>> {
  const standing = await Promise.all(
    Object.entries(things).map(async ([id, { name, version, image, content }]) => {
      const now = await readAlias(name, context.ports)
      if (!now) return []
      const outcome = now.version === version ? ('unchanged' as const) : ('pending' as const)
      const made = { ...(image !== undefined && { image }), ...(content !== undefined && { content }) }
      return [[id, { name, version, ...made, outcome }] as const]
    }),
  )
  return Object.fromEntries(standing.flat())
}

async function restore(
  { context }: PartRun,
  _id: string,
  { name, version }: ReleasedFunction,
): Promise<void> {
  await moveAlias(name, version, context.ports, context.signal)
}

/** Deletes the versions that deployctl published and no retained release needs; AWS keeps what an alias leads to. */
async function tidy({ context }: PartRun, retained: readonly ReleaseRecord[]): Promise<void> {
  const { manifest, scope, ports, signal } = context
  await Promise.all(
    Object.keys(manifest.functions).map(async id => {
      const FunctionName = functionName(scope, id)
      const [alias, versions] = await Promise.all([
        readAlias(FunctionName, ports),
        publishedVersions(FunctionName, ports),
      ])
      const needed = new Set([alias?.version, ...retained.map(({ functions }) => functions?.[id]?.version)])
      const gone = versions
        .filter(({ Description }) => describedContent(Description) !== undefined)
        .filter(({ Version }) => !needed.has(Version))
      for (const { Version } of gone) {
        await ports.lambda.deleteFunction({ FunctionName, Qualifier: Version }, { signal })
      }
    }),
  )
}
