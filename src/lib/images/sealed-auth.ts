import { inspect } from 'node:util'
import type { AuthConfig } from 'dockerode'
import type { Credentials } from './registry-auth.ts'

/**
 * The `X-Registry-Auth` header as an object that shows itself to nobody but the HTTP request: docker-modem
 * prints its requests, headers and all, when DEBUG is set. Never absent, as older engines insist on it.
 */
export async function sealedAuth(host: string, credentials?: Credentials): Promise<AuthConfig> {
  const { username, password, registry } = (await credentials?.()) ?? {}
  const login = registry === host ? { username, password, serveraddress: host } : {}
  // The engine decodes base64 in its URL alphabet, and padded; Node's own base64url has no padding.
  const header = Buffer.from(JSON.stringify(login))
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  const sealed = { toString: () => header, [inspect.custom]: () => '<credentials>' }
  return { key: sealed as unknown as string } as AuthConfig
}
