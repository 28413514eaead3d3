import type { Tag } from '@aws-sdk/client-ssm'
import { type Ports, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { idIn, tagList } from '../resources/names.ts'
import { immutableTag } from '../resources/secret-reference.ts'
import type { Entry } from './entries.ts'
import { newSalt, saltTag } from './fingerprint.ts'
import { refuseReplacing } from './secret-store.ts'
import type { GivenValue } from './sources.ts'
import type { PutResult, Store } from './store.ts'

/** Writes one SSM parameter, making it where it does not stand. */
export async function putParameter({ entry, value }: GivenValue, store: Store): Promise<PutResult> {
  const { label, name, plain, rules } = entry
  const { ssm } = store.ports
  const Type = plain ? 'String' : 'SecureString'
  const found = await unlessMissing(ssm.getParameter({ Name: name, WithDecryption: true }))
  const have = found?.Parameter
  if (have) await refuseForeign(entry, store)
  refuseReplacing(entry, have?.Value, value)
  if (have?.Value === value && have.Type === Type) {
    return { label, outcome: 'unchanged', version: String(have.Version) }
  }
  const outcome = have ? 'replaced' : 'set'
  // A parameter keeps its type for life.
  const remade = have !== undefined && have.Type !== Type
  if (remade) await ssm.deleteParameter({ Name: name })
  if (have && !remade) {
    const { Version } = await ssm.putParameter({ Name: name, Value: value, Type, Overwrite: true })
    return { label, outcome, version: String(Version) }
  }
  const Tags = [
    ...tagList(store.scope, name),
    { Key: saltTag, Value: newSalt() },
    { Key: immutableTag, Value: String(rules.immutable) },
  ]
  const { Version } = await ssm.putParameter({ Name: name, Value: value, Type, Tags })
  return { label, outcome, version: String(Version) }
}

export async function removeParameter(entry: Entry, store: Store): Promise<void> {
  const { ssm } = store.ports
  const found = await unlessMissing(ssm.getParameter({ Name: entry.name }))
  if (!found) return
  await refuseForeign(entry, store)
  await unlessMissing(ssm.deleteParameter({ Name: entry.name }))
}

/** The tags of a parameter that stands. */
export async function parameterTags(name: string, { ssm }: Ports): Promise<Tag[]> {
  const { TagList } = await ssm.listTagsForResource({ ResourceType: 'Parameter', ResourceId: name })
  return TagList ?? []
}

async function refuseForeign({ name }: Entry, { scope, ports }: Store): Promise<void> {
  if (idIn(await parameterTags(name, ports), scope) !== undefined) return
  throw new DeployctlError('secrets.not-ours', {
    message: `Parameter ${name} was made by somebody else, or for another environment.`,
  })
}
