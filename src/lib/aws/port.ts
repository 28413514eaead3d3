import type { Command } from '@smithy/types'
import type { AwsConnection } from './connection.ts'
import { translate } from './errors.ts'
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
  /** Further settings of this service's client. */
  readonly settings?: (connection: AwsConnection) => object
}

interface SdkClient {
  send(command: unknown, options?: { abortSignal?: AbortSignal | undefined }): Promise<unknown>
}

/** Describes a port. Nothing loads, and no client is made, before the first call of one of its methods. */
export function definePort<Module, const Operation extends string>(
  definition: PortDefinition<Module, Operation>,
): (connection: AwsConnection) => Port<Module, Operation> {
  return connection => {
    let client: Promise<{ module: Module; client: SdkClient }> | undefined
    const connect = async () => {
      const module = await definition.load()
      const Client = module[definition.client] as new (settings: object) => SdkClient
      const settings = { ...(await connection.clientSettings()), ...definition.settings?.(connection) }
      return {
        module,
        client: new Client(definition.region ? { ...settings, region: definition.region } : settings),
      }
    }
    const pace = pacer(definition.limits ?? {}, connection.clock)
    const call =
      (operation: Operation) =>
      async (input: unknown, options: CallOptions = {}) => {
        client ??= connect()
        const { module, client: sdk } = await client
        await pace(operation, options.signal)
        const SdkCommand = module[`${operation}Command` as keyof Module] as new (input: unknown) => unknown
        try {
          return await sdk.send(new SdkCommand(input), { abortSignal: options.signal })
        } catch (error) {
          throw translate(error, { service: definition.service, operation, signal: options.signal })
        }
      }
    const methods = definition.operations.map(
      name => [name[0]!.toLowerCase() + name.slice(1), call(name)] as const,
    )
    return Object.fromEntries(methods) as Port<Module, Operation>
  }
}
