import type { IncomingMessage } from 'node:http'
import type { Host } from '../../../service.ts'
import { type RegistryUser, readAuthorization } from '../authorization.ts'
import { type RegistryError, registryError } from './errors.ts'

/**
 * Reads who asks, from the password that GetAuthorizationToken gave.
 *
 * @returns undefined for somebody who did not log in
 * @throws RegistryError for a login that is none, or is over
 */
export async function authenticate(request: IncomingMessage, host: Host): Promise<RegistryUser | undefined> {
  const header = request.headers.authorization
  // Skopeo logs in with nothing where it has no login.
  if (header === undefined || header === `Basic ${btoa(':')}`) return undefined
  const user = readAuthorization(header)
  if (!user) throw unauthorized(host)
  const now = await host.transact({ service: 'ecr' }, call => call.now)
  if (user.expiresAt > now) return user
  const message = 'Your authorization token has expired. Reauthenticate and try again.'
  throw registryError(403, 'DENIED', message)
}

export function unauthorized({ endpoint }: Host): RegistryError {
  const challenge = `Basic realm="${endpoint}/",service="ecr.amazonaws.com"`
  return registryError(401, 'UNAUTHORIZED', 'Not Authorized', { 'WWW-Authenticate': challenge })
}
