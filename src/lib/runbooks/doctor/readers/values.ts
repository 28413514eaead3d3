import { awsReason, type Ports } from '../../../aws/index.ts'
import { DeployctlError } from '../../../errors/index.ts'
import { secretName } from '../../../resources/secret-reference.ts'
import { type Entry, entriesOf } from '../../../secrets/index.ts'
import { usersOf } from '../../../secrets/list.ts'
import { validateValue } from '../../../secrets/validation.ts'
import type { Context } from '../../context.ts'
import { inBatches } from '../../live/in-batches.ts'
import type { Reader } from '../evidence.ts'

/** `unreadable`: these credentials may not see it, which says nothing of the tasks. */
export type ValueState = 'set' | 'empty' | 'missing' | 'deleted' | 'no-key' | 'unreadable'

/** What may be told of a value that the manifest declares. Never the value. */
export interface DeclaredValue {
  readonly label: string
  readonly state: ValueState
  readonly optional: boolean
  /** How it breaks its own rules, without any of it: `does not match ^wss://`. */
  readonly complaint?: string | undefined
  readonly services: readonly string[]
}

/** What may be told of a value that the tasks of a service are given when they start. */
export interface UsedValue {
  readonly service: string
  readonly variable: string
  /** ARN, as the task definition names it. */
  readonly from: string
  readonly state: ValueState
}

export interface Values {
  readonly declared: readonly DeclaredValue[]
  readonly used: readonly UsedValue[]
}

/** A whole secret or parameter. It does not leave this file. */
type Held = { readonly text: string } | { readonly state: ValueState }

export const values: Reader<'values'> = async (context, read) => {
  const entries = entriesOf(context.manifest)
  const definitions = await read('taskDefinitions')
  const used = [...definitions].flatMap(([service, { containerDefinitions = [] }]) =>
    containerDefinitions.flatMap(({ secrets = [] }) =>
      secrets.map(({ name = '', valueFrom = '' }) => ({ service, variable: name, from: valueFrom })),
    ),
  )
  const places = [...entries.map(entry => placeOf(entry, context)), ...used.map(({ from }) => placeIn(from))]
  const held = await readAll(places, context)
  return {
    declared: entries.map(entry => declaredValue(entry, held, context)),
    used: used.map(one => ({ ...one, state: stateOf(held, placeIn(one.from)) })),
  }
}

interface Place {
  readonly kind: 'secret' | 'parameter'
  /** Name or ARN. */
  readonly id: string
  readonly key: string | undefined
}

function placeOf({ kind, name, key }: Entry, { scope }: Context): Place {
  return { kind, id: kind === 'secret' ? secretName(scope, name) : name, key }
}

/** Reads a task definition's `valueFrom`. */
function placeIn(valueFrom: string): Place {
  if (!valueFrom.startsWith('arn:aws:secretsmanager:')) {
    const [, name] = /^arn:[^/]+:parameter(\/.+)$/.exec(valueFrom) ?? []
    return { kind: 'parameter', id: name ?? valueFrom, key: undefined }
  }
  const parts = valueFrom.split(':')
  return { kind: 'secret', id: parts.slice(0, 7).join(':'), key: parts[7] || undefined }
}

type AllHeld = ReadonlyMap<string, Held>

async function readAll(places: readonly Place[], context: Context): Promise<AllHeld> {
  const ids = (kind: Place['kind']) => [
    ...new Set(places.filter(one => one.kind === kind).map(({ id }) => id)),
  ]
  const [secrets, parameters] = await Promise.all([
    Promise.all(
      ids('secret').map(async id => [`secret ${id}`, await readSecret(id, context.ports)] as const),
    ),
    readParameters(ids('parameter'), context.ports),
  ])
  return new Map([...secrets, ...parameters])
}

async function readSecret(SecretId: string, { secretsManager }: Ports): Promise<Held> {
  try {
    const { SecretString } = await secretsManager.getSecretValue({ SecretId })
    return { text: SecretString ?? '' }
  } catch (error) {
    const reason = awsReason(error)
    if (reason === 'missing') return { state: 'missing' }
    // One that is to be deleted keeps its name for days, and calls the question invalid.
    if (reason === 'invalid') return { state: 'deleted' }
    if (reason === 'denied') return { state: 'unreadable' }
    throw error
  }
}

async function readParameters(names: readonly string[], { ssm }: Ports): Promise<[string, Held][]> {
  // GetParameters takes 10 at a time; what does not exist is not in the answer.
  const found = await inBatches(names, 10, async Names => {
    const answer = await ssm.getParameters({ Names, WithDecryption: true })
    return answer.Parameters
  }).catch(error => {
    if (awsReason(error) === 'denied') return undefined
    throw error
  })
  const texts = new Map(found?.map(({ Name, Value }) => [Name, Value ?? '']))
  return names.map(name => {
    const text = texts.get(name)
    if (text !== undefined) return [`parameter ${name}`, { text }]
    return [`parameter ${name}`, { state: found ? 'missing' : 'unreadable' }]
  })
}

function declaredValue(entry: Entry, held: AllHeld, context: Context): DeclaredValue {
  const place = placeOf(entry, context)
  return {
    label: entry.label,
    optional: entry.rules.optional,
    state: stateOf(held, place),
    complaint: complaintOf(entry, valueAt(held, place)),
    services: usersOf(entry, context.manifest),
  }
}

function stateOf(held: AllHeld, place: Place): ValueState {
  const whole = held.get(`${place.kind} ${place.id}`)!
  if ('state' in whole) return whole.state
  const value = valueAt(held, place)
  if (value === undefined) return 'no-key'
  return value === '' ? 'empty' : 'set'
}

function valueAt(held: AllHeld, { kind, id, key }: Place): string | undefined {
  const whole = held.get(`${kind} ${id}`)!
  if ('state' in whole) return undefined
  return key === undefined ? whole.text : keyIn(whole.text, key)
}

function keyIn(text: string, key: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[key]
    return value === undefined ? undefined : String(value)
  } catch {
    return undefined
  }
}

/** The rules are for the value as it was given; of one that is stored as a hash, only the hash is there. */
function complaintOf(entry: Entry, value: string | undefined): string | undefined {
  if (!value || entry.rules.hash) return undefined
  try {
    validateValue(entry, value)
    return undefined
  } catch (error) {
    if (error instanceof DeployctlError) return error.message
    throw error
  }
}
