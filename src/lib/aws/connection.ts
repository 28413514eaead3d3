import type { Clock } from '../events/index.ts'

export interface AwsConnection {
  readonly region: string
  readonly clock: Clock
  /** Set when calls go to a stand-in; AWS's own endpoints otherwise. */
  readonly endpoint?: string | undefined
  /** The settings that every SDK client is made with. */
  clientSettings(): Promise<object>
}

export interface ConnectionOptions {
  readonly region: string
  readonly clock: Clock
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
  readonly userAgent?: string
  /** In place of the SDK's default chain: for stand-ins, which take any. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/**
 * One way to reach AWS, shared by all ports, so that they share sockets and credentials.
 * Credentials come from the SDK's default chain.
 */
export function connect(options: ConnectionOptions): AwsConnection {
  let settings: Promise<object> | undefined
  return {
    region: options.region,
    clock: options.clock,
    endpoint: options.endpoint,
    clientSettings: () => {
      settings ??= makeSettings(options)
      return settings
    },
  }
}

async function makeSettings({
  region,
  profile,
  endpoint,
  userAgent,
  credentials,
}: ConnectionOptions): Promise<object> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler')
  return {
    region,
    ...(profile ? { profile } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
    ...(userAgent ? { customUserAgent: userAgent } : {}),
    // The SDK's defaults for these moved in November 2026, and its default request timeout is infinite.
    retryMode: 'standard',
    maxAttempts: 5,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    }),
  }
}
