import { awsReason, type Ports, unlessMissing, until } from '../../aws/index.ts'
import { canonicalJson } from '../canonical-json.ts'
import { refuseNamed } from '../foreign.ts'
import { nameOf, type Scope } from '../names.ts'
import { type Change, changed, type Run } from '../resource.ts'
import { likeness, merged } from './likeness.ts'
import { idInComment } from './signed.ts'

/** A part of a distribution: something that has a name of its own, and a configuration. */
export interface PartState<Config> {
  /** CloudFront's own identifier. */
  readonly awsId: string
  readonly config: Config
}

/** The calls of one kind of part. */
export interface PartCalls<Config> {
  /** For messages: `cache policy`. */
  readonly what: string
  /** All of the account. */
  list(ports: Ports): Promise<readonly PartState<Config>[]>
  /** The member of its configuration that says whose it is. */
  readonly comment: keyof Config & ('Comment' | 'Description')
  read(id: string, ports: Ports): Promise<{ readonly config: Config; readonly etag: string }>
  /** @returns its identifier */
  create(config: Config, ports: Ports): Promise<string>
  update(id: string, config: Config, etag: string, ports: Ports): Promise<unknown>
  remove(id: string, etag: string, ports: Ports): Promise<unknown>
}

/** A part's name is its own in all of the account; 64 characters is the least that CloudFront takes. */
export function partName(run: Pick<Run, 'scope' | 'id'>): string {
  return nameOf(run.scope, run.id, 64)
}

/** Ours of all that stands, by logical id. */
export async function inspectParts<Config>(
  calls: PartCalls<Config>,
  scope: Scope,
  ports: Ports,
): Promise<Record<string, PartState<Config>>> {
  const all = await calls.list(ports)
  const ours = all.flatMap(part => {
    const id = idInComment(commentOf(calls, part), scope)
    return id === undefined ? [] : [[id, part] as const]
  })
  return Object.fromEntries(ours)
}

function commentOf<Config>(
  { comment }: PartCalls<Config>,
  { config }: PartState<Config>,
): string | undefined {
  return config[comment] as string | undefined
}

/** How a configuration differs, member by member; what AWS adds by itself counts for nothing. Pure. */
export function diffPart(want: object, have: object): Change[] {
  const standing = have as Record<string, unknown>
  return Object.entries(want).flatMap(([name, value]) => {
    const now = likeness(standing[name], value)
    return canonicalJson(now) === canonicalJson(value) ? [] : changed(name, now, value)
  })
}

/** Creates a part, or updates it in place. */
export async function ensurePart<Config extends object>(
  calls: PartCalls<Config>,
  want: Config,
  have: PartState<Config> | undefined,
  run: Run,
): Promise<PartState<Config>> {
  const { ports } = run
  const awsId = have?.awsId ?? (await create(calls, want, run))
  const { config, etag } = await calls.read(awsId, ports)
  if (diffPart(want, config).length > 0) {
    await calls.update(awsId, withoutUndefined(merged(config, want)), etag, ports)
  }
  return { awsId, config: want }
}

/** Resolves once it is gone; AWS refuses while a distribution uses it. */
export async function removePart<Config>(
  calls: PartCalls<Config>,
  { awsId }: PartState<Config>,
  { ports }: Run,
): Promise<void> {
  const removal = async () => {
    const { etag } = await calls.read(awsId, ports)
    await calls.remove(awsId, etag, ports)
  }
  await unlessMissing(removal())
}

/** Takes up what a crashed run made under the name, and refuses what somebody else did. */
async function create<Config extends object>(
  calls: PartCalls<Config>,
  want: Config,
  run: Run,
): Promise<string> {
  try {
    return await calls.create(withoutUndefined(want), run.ports)
  } catch (error) {
    if (awsReason(error) !== 'exists') throw error
  }
  const name = partName(run)
  const what = `the ${calls.what} ${name} to be listed`
  return until({ ...run, what, within: 60 }, async () => {
    const named = (await calls.list(run.ports)).find(
      ({ config }) => (config as { Name?: string }).Name === name,
    )
    if (!named) return undefined
    const ours = idInComment(commentOf(calls, named), run.scope) === run.id
    if (!ours) refuseNamed(run.scope, `The ${calls.what} ${name}`)
    return named.awsId
  })
}

function withoutUndefined<Config extends object>(config: Config): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as Config
}
