import { DeployctlError } from '../errors/index.ts'

/** Where to log in and how. Held in memory only: never in an argument, a file, an event or an error. */
export interface RegistryCredentials {
  /** The registry's host, with its port if it has one; no other host is given these. */
  readonly registry: string
  readonly username: string
  readonly password: string
}

/** Asked when a registry first wants a login. */
export type Credentials = () => Promise<RegistryCredentials>

/** What a `WWW-Authenticate` header asks for. */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer'
  readonly parameters: Readonly<Record<string, string>>
}

export function parseChallenge(header: string): Challenge | undefined {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(header) ?? []
  const kind = scheme.toLowerCase()
  if (kind !== 'basic' && kind !== 'bearer') return undefined
  const pairs = rest.matchAll(/(\w+)="([^"]*)"/g)
  return { scheme: kind, parameters: Object.fromEntries([...pairs].map(([, key, value]) => [key, value])) }
}

export function basic({ username, password }: RegistryCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/**
 * The URL that hands out a bearer token for one scope (distribution's token authentication).
 * @throws DeployctlError `images.registry-denied` where a remote registry would have the password sent in the clear
 */
export function tokenUrl(challenge: Challenge, scope: string, registryUrl: string): URL {
  const { realm = '', service } = challenge.parameters
  const url = URL.canParse(realm) ? new URL(realm) : undefined
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && registryUrl.startsWith('http:'))) {
    throw new DeployctlError('images.registry-denied', {
      message: `The registry at ${registryUrl} sends log-ins to ${realm || 'nowhere'}, which is not https.`,
    })
  }
  if (service !== undefined) url.searchParams.set('service', service)
  url.searchParams.set('scope', challenge.parameters.scope ?? scope)
  return url
}
