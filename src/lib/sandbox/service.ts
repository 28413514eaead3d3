import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Blobs } from './blobs/blobs.ts'
import type { Containers } from './containers/containers.ts'
import type { Functions } from './functions/functions.ts'
import type { Table, TableOf } from './store.ts'

/** Who signed a request. */
export interface Principal {
  readonly accessKeyId: string
  readonly arn: string
  readonly userId: string
}

/** Who asked for what. */
export interface CallOrigin {
  /** Signing name. */
  readonly service: string
  /** The operation's name, or the event's. */
  readonly operation: string
  readonly account: string
  readonly region: string
  readonly principal: Principal
  readonly requestId: string
}

/** What a handler knows of the call it answers, and what it may do to the sandbox's state. */
export interface Call extends CallOrigin {
  /** Virtual ms since the epoch. */
  readonly now: number
  /** `now` as a date. */
  readonly date: Date
  /** The sandbox's own address, `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  /** The fault plan's section for this service, as it was posted. */
  readonly faults: Readonly<Record<string, unknown>>
  /** Whether tasks run on a Docker Engine. */
  readonly runsContainers: boolean
  table<Value>(of: TableOf<Value>): Table<Value>
  /** The same call on behalf of another account, region or service. */
  as(scope: { account?: string; region?: string; service?: string }): Call
  /** `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE` */
  arn(resource: string, service?: string): string
  /** A fresh identifier: `vpc-` and 17 hex digits, as AWS's are, or as many as asked for. */
  id(prefix?: string, digits?: number): string
  /** Lets an event happen later. Survives a restart. Returns an id for `cancel`. */
  schedule(afterMs: number, event: string, payload?: unknown): string
  cancel(scheduled: string): void
  /** Work outside the sandbox (a container, say) once this call's writes are kept; its answer does not wait. */
  afterwards(work: (host: Host) => Promise<void>): void
}

/** A way back into the state, for work that began outside a call. */
export interface Host {
  readonly endpoint: string
  /** What is too bulky for tables, such as an image's layers. */
  readonly blobs: Blobs
  /** Where tasks run for real. */
  readonly containers: Containers | undefined
  /** Where functions run for real. */
  readonly functions: Functions
  /** Runs as a call of its own; its writes are kept when it returns. */
  transact<T>(origin: Partial<CallOrigin>, work: (call: Call) => Maybe<T>): Promise<T>
}

type Maybe<T> = T | Promise<T>

type CommandOf<Output> = new (
  ...args: never[]
) => { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: Output }> }

type InputOf<C> = C extends new (...args: infer Args) => unknown ? Exclude<Args, []>[0 & keyof Args] : never
type OutputOf<C> = C extends CommandOf<infer Output> ? Output : never

type Leaf = string | number | boolean | bigint | Date | Uint8Array | undefined | null

/** The core has checked required members, so `string | undefined` becomes `string`. Streams arrive read. */
type Checked<T> = T extends Leaf
  ? T
  : T extends [string, unknown]
    ? T
    : T extends (infer Item)[]
      ? Checked<Item>[]
      : {
          [K in keyof T]: Record<never, never> extends Pick<T, K>
            ? Bytes<T[K]>
            : Exclude<Bytes<T[K]>, undefined>
        }

/** A streaming body is a byte array on this side of the wire. */
type Bytes<T> = ReadableStream extends T ? Uint8Array | undefined : Checked<T>

type Answer<T> = {
  [K in keyof T as K extends '$metadata' ? never : K]: NonNullable<T[K]> extends {
    transformToByteArray(): unknown
  }
    ? Uint8Array | undefined
    : T[K]
}

type NameOf<Client> = { [K in keyof Client]: K extends `${infer Name}Command` ? Name : never }[keyof Client]

/** The operations of a client, or some of them: a service of many files spreads several such objects. */
export type Operations<Client> = {
  [Name in NameOf<Client>]?: Operation<Client[`${Name}Command` & keyof Client]>
}

/** Operations whose work is done outside of any call, as it takes long and may call the sandbox itself. */
export type DetachedOperations<Client> = {
  [Name in NameOf<Client>]?: Client[`${Name}Command` & keyof Client] extends infer Command
    ? (input: Checked<InputOf<Command>>, origin: CallOrigin, host: Host) => Promise<Answer<OutputOf<Command>>>
    : never
}

type Operation<Command> = (input: Checked<InputOf<Command>>, call: Call) => Maybe<Answer<OutputOf<Command>>>

export type EventHandler = (payload: never, call: Call) => Maybe<void>

/** A path that is not AWS's API, such as a container registry's. */
export interface Route {
  readonly prefix: string
  /** Which Host headers it is for, where it is the host's name that tells; these routes come before the others. */
  readonly host?: RegExp
  /** Whether a domain leads here by TLS, such as one whose certificate a listener holds. */
  serves?(name: string, host: Host): Promise<boolean>
  handle(request: IncomingMessage, response: ServerResponse, host: Host): Maybe<void>
  /** Takes over a connection that is to become something else, such as a WebSocket. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, host: Host): Maybe<void>
}

export interface ServiceOptions<Client, Handlers, Detached = DetachedOperations<Client>> {
  /** Signing name, as in a signature's credential scope. */
  readonly id: string
  /** The client package: its schemas drive the wire. */
  load(): Promise<Client>
  /** By operation name; one that is absent answers NotImplemented. */
  readonly operations: Handlers
  /** Others by name, which take no turn among the calls: they get back in by `host.transact`. */
  readonly detached?: Detached
  /** What scheduled events do, by name (`ecs.task-running`). */
  readonly events?: Readonly<Record<string, EventHandler>>
  readonly routes?: readonly Route[]
  /** Takes up what was under way when the sandbox ended; called once it listens. */
  readonly resume?: (host: Host) => Promise<void>
  /** Operations that need no signature. */
  readonly unsigned?: readonly string[]
  /** Error code for input that the schema refuses, where the service has one of its own. */
  readonly invalidInputCode?: string
}

export type Handler = (
  input: Record<string, unknown>,
  call: Call,
) => Maybe<Record<string, unknown> | undefined>

export type DetachedHandler = (
  input: Record<string, unknown>,
  origin: CallOrigin,
  host: Host,
) => Promise<Record<string, unknown>>

/** A service as the core sees it. */
export interface Service
  extends ServiceOptions<object, ReadonlyMap<string, Handler>, ReadonlyMap<string, DetachedHandler>> {}

/** Describes a service by its behaviour alone; see README.md beside this file. */
export function defineService<Client extends object, Handlers extends Operations<Client>>(
  options: ServiceOptions<Client, Handlers>,
): Service {
  const operations = Object.entries(options.operations) as [string, Handler][]
  const detached = Object.entries(options.detached ?? {}) as [string, DetachedHandler][]
  return { ...options, operations: new Map(operations), detached: new Map(detached) }
}
