import { type Ports, unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { clusterNameOf } from '../resources/cluster.ts'
import { nameOf } from '../resources/names.ts'
import { parseReference, secretName } from '../resources/secret-reference.ts'
import { type Entry, entriesOf } from './entries.ts'
import { fingerprint, saltTag } from './fingerprint.ts'
import { parameterTags } from './parameter-store.ts'
import { oldestTask } from './running-tasks.ts'
import { valuesIn } from './secret-store.ts'
import { readCurrent } from './secret-versions.ts'
import type { Store } from './store.ts'

/** What may be told of a declared value. */
export interface SecretRow {
  readonly label: string
  readonly kind: Entry['kind']
  readonly set: boolean
  readonly optional: boolean
  readonly immutable: boolean
  /** Eight hex digits, the same for the same value of the same secret; see `fingerprint`. */
  readonly digest?: string | undefined
  /** AWS's id or number of the current version; keys of one secret share it. */
  readonly version?: string | undefined
  /** ISO 8601; when the current version was written. */
  readonly updatedAt?: string | undefined
  readonly usedBy: readonly string[]
  /** Services with running tasks that may still hold an older version: a task reads its secrets when it starts. */
  readonly stale: readonly string[]
}

/** The current version of a whole secret or parameter. */
interface Stored {
  readonly text: string | undefined
  readonly version: string | undefined
  readonly updatedAt: Date | undefined
  readonly salt: string | undefined
}

/** Every declared value, in the manifest's order. Reads the values, for their digests; gives none of them away. */
export async function listSecrets(manifest: Manifest, store: Store): Promise<SecretRow[]> {
  const entries = entriesOf(manifest)
  const [stored, oldest] = await Promise.all([readAll(entries, store), oldestTasks(manifest, store.ports)])
  return await Promise.all(
    entries.map(entry =>
      row(entry, stored.get(`${entry.kind} ${entry.name}`)!, usersOf(entry, manifest), oldest),
    ),
  )
}

async function row(
  { label, kind, name, key, rules }: Entry,
  { text, version, updatedAt, salt }: Stored,
  usedBy: readonly string[],
  oldest: ReadonlyMap<string, Date | undefined>,
): Promise<SecretRow> {
  const value = key === undefined ? text : valuesIn(text, name)[key]
  const about = { label, kind, optional: rules.optional, immutable: rules.immutable, usedBy }
  if (!value) return { ...about, set: false, stale: [] }
  const isOlder = (service: string) => (oldest.get(service) ?? updatedAt!) < updatedAt!
  return {
    ...about,
    set: true,
    digest: salt && (await fingerprint(value, salt)),
    version,
    updatedAt: updatedAt?.toISOString(),
    stale: updatedAt ? usedBy.filter(isOlder) : [],
  }
}

async function readAll(entries: readonly Entry[], store: Store): Promise<ReadonlyMap<string, Stored>> {
  const wholes = new Map(entries.map(entry => [`${entry.kind} ${entry.name}`, entry]))
  const reads = [...wholes].map(async ([id, { kind, name }]) => {
    return [id, await (kind === 'secret' ? readSecret(name, store) : readParameter(name, store))] as const
  })
  return new Map(await Promise.all(reads))
}

async function readSecret(name: string, { scope, ports }: Store): Promise<Stored> {
  const SecretId = secretName(scope, name)
  const about = await unlessMissing(ports.secretsManager.describeSecret({ SecretId }))
  // A deleted secret refuses to be read.
  const { id, text, createdAt } = about && !about.DeletedDate ? await readCurrent(SecretId, ports) : {}
  return { text, version: id, updatedAt: createdAt, salt: saltIn(about?.Tags) }
}

async function readParameter(Name: string, { ports }: Store): Promise<Stored> {
  const found = await unlessMissing(ports.ssm.getParameter({ Name, WithDecryption: true }))
  const { Value, Version, LastModifiedDate } = found?.Parameter ?? {}
  if (!Value) return { text: undefined, version: undefined, updatedAt: undefined, salt: undefined }
  const salt = saltIn(await parameterTags(Name, ports))
  return { text: Value, version: String(Version), updatedAt: LastModifiedDate, salt }
}

async function oldestTasks(manifest: Manifest, ports: Ports): Promise<ReadonlyMap<string, Date | undefined>> {
  const using = Object.entries(manifest.services).filter(([, { secrets }]) => Object.keys(secrets).length > 0)
  const reads = using.map(async ([name]) => {
    return [name, await oldestTask(clusterNameOf(manifest), nameOf(manifest, name), ports)] as const
  })
  return new Map(await Promise.all(reads))
}

/** The services that name a declared value. Pure. */
export function usersOf({ kind, name, key }: Entry, { services }: Manifest): string[] {
  const uses = (reference: string) => {
    const parsed = parseReference(reference)
    if (parsed.from !== kind || parsed.name !== name) return false
    return parsed.from === 'parameter' || parsed.key === undefined || parsed.key === key
  }
  return Object.entries(services)
    .filter(([, { secrets }]) => Object.values(secrets).some(uses))
    .map(([service]) => service)
}

function saltIn(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined) {
  return tags?.find(({ Key }) => Key === saltTag)?.Value
}
