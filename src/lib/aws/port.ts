import type { Command } from '@smithy/types'
import type { Clock } from '../events/index.ts'
import { noteClockSkew } from './clock-skew.ts'
import type { AwsConnection } from './connection.ts'
import { type AwsReason, awsReason, translate } from './errors.ts'
import { type Limits, pacer } from './pacing.ts'

// The SDK's own parameter bounds are wider than its exported types.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
type CommandOf<Module, Operation extends string> = Module[`${Operation}Command` & keyof Module] extends new (
  ...args: any[]
) => infer Made
  ? Made
  : never
type InputOf<C> = C extends Command<any, infer Input, any, any, any> ? Input : never
type OutputOf<C> = C extends Command<any, any, any, infer Output, any> ? Output : never
// biome-ignore-end lint/suspicious/noExplicitAny: see above

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * A narrow port: the operations of one AWS service that deployctl calls, as methods typed by the SDK.
 * Each method rejects with a DeployctlError whose `awsReason` says what kind of refusal it was.
 */
export type Port<Module, Operation extends string> = {
  readonly [Name in Operation as Uncapitalize<Name>]: (
    input: InputOf<CommandOf<Module, Name>>,
    options?: CallOptions,
  ) => Promise<OutputOf<CommandOf<Module, Name>>>
}

export interface PortDefinition<Module, Operation extends string> {
  /** IAM's name of the service, as in `ec2:DescribeVpcs`. */
  readonly service: string
  readonly load: () => Promise<Module>
  readonly client: string & keyof Module
  readonly operations: readonly Operation[]
  /** Where the control plane lives when it is not the environment's own region. */
  readonly region?: string
  readonly limits?: Limits<Operation>
  /**
   * Operations that make something new each time and take no idempotency token. They are sent once: where the
   * answer is lost the run fails, and the next one finds by its tags what was made.
   */
  readonly unrepeatable?: readonly Operation[]
  /** Further settings of this service's client. */
  readonly settings?: (connection: AwsConnection) => object
}

/** Describes a port. Nothing loads, and no client is made, before the first call of one of its methods. */
export function definePort<Module, const Operation extends string>(
  definition: PortDefinition<Module, Operation>,
): (connection: AwsConnection) => Port<Module, Operation> {
  return connection => {
    const repeating = lazyClient(definition, connection)
    const once = lazyClient(definition, connection, { maxAttempts: 1 })
    const pace = pacer(definition.limits ?? {}, connection.clock)

    const send = async (operation: Operation, input: unknown, { signal }: CallOptions = {}) => {
      const { module, sdk } = await (isUnrepeatable(operation) ? once() : repeating())
      await pace(operation, signal)
      const SdkCommand = module[`${operation}Command` as keyof Module] as new (input: unknown) => unknown
      return sdk.send(new SdkCommand(input), { abortSignal: signal }).catch(error => {
        throw translate(error, { service: definition.service, operation, signal })
      })
    }
    const isUnrepeatable = (operation: Operation) => definition.unrepeatable?.includes(operation) ?? false
    const call = (operation: Operation) => (input: unknown, options?: CallOptions) => {
      const harmless: AwsReason[] = isUnrepeatable(operation) ? ['contended', 'throttled'] : ['contended']
      return repeated(harmless, () => send(operation, input, options), connection.clock, options?.signal)
    }

    const methods = definition.operations.map(
      name => [name[0]!.toLowerCase() + name.slice(1), call(name)] as const,
    )
    return Object.fromEntries(methods) as Port<Module, Operation>
  }
}

interface SdkClient {
  send(command: unknown, options?: { abortSignal?: AbortSignal | undefined }): Promise<unknown>
}

/** Loads the SDK package and makes its client at the first call, and only then. */
function lazyClient<Module>(
  { load, client, region, settings }: PortDefinition<Module, string>,
  connection: AwsConnection,
  further: object = {},
): () => Promise<{ module: Module; sdk: SdkClient }> {
  const make = async () => {
    const [module, common] = await Promise.all([load(), connection.clientSettings()])
    const Client = module[client] as new (settings: object) => SdkClient
    const own = { ...settings?.(connection), ...(region ? { region } : {}) }
    return { module, sdk: noteClockSkew(new Client({ ...common, ...own, ...further })) }
  }
  let made: ReturnType<typeof make> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const mostAttempts = 6

/** A call that was throttled or met another one did nothing, so that it may be repeated where the SDK does not. */
async function repeated<T>(
  harmless: readonly AwsReason[],
  work: () => Promise<T>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!harmless.some(reason => reason === awsReason(error)) || attempt === mostAttempts) throw error
      await clock.sleep(2 ** attempt * 250 * (0.5 + Math.random()), signal)
    }
  }
}
