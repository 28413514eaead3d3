import { createHash } from 'node:crypto'
import { DeployctlError } from '../errors/index.ts'
import { type Clock, makeClock } from '../events/index.ts'
import {
  basic,
  type Credentials,
  parseChallenge,
  type RegistryCredentials,
  tokenUrl,
} from './registry-auth.ts'

export interface RegistryOptions {
  /** Without them, only what is public. */
  readonly credentials?: Credentials
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

export interface Manifest {
  /** As the registry gives it. */
  readonly digest: string
  readonly mediaType: string
  readonly body: Uint8Array
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

const requestTimeout = 30_000
const attempts = 4

/** A client of one registry's OCI distribution API (opencontainers/distribution-spec). */
export class Registry {
  readonly host: string
  readonly #url: string
  readonly #options: RegistryOptions
  readonly #clock: Clock
  readonly #authorizations = new Map<string, string>()

  constructor(host: string, options: RegistryOptions = {}) {
    this.host = host
    this.#url = urlOf(host)
    this.#options = options
    this.#clock = options.clock ?? makeClock()
  }

  /** The digest that a tag or digest stands for; undefined where there is none. */
  async digestOf(repository: string, reference: string): Promise<string | undefined> {
    const response = await this.#send('HEAD', repository, `manifests/${reference}`)
    if (response.status === 404) return undefined
    const digest = response.headers.get('docker-content-digest')
    // The header is optional in the specification; the manifest's own bytes are not.
    return digest ?? (await this.manifest(repository, reference))?.digest
  }

  async manifest(repository: string, reference: string): Promise<Manifest | undefined> {
    const response = await this.#send('GET', repository, `manifests/${reference}`)
    if (response.status === 404) return undefined
    const body = await response.bytes()
    const mediaType = response.headers.get('content-type')?.split(';')[0] ?? ''
    return { digest: response.headers.get('docker-content-digest') ?? digestOf(body), mediaType, body }
  }

  async blob(repository: string, digest: string): Promise<Uint8Array | undefined> {
    const response = await this.#send('GET', repository, `blobs/${digest}`)
    return response.status === 404 ? undefined : await response.bytes()
  }

  /** Returns the digest that the registry gives the manifest. */
  async putManifest(repository: string, tag: string, mediaType: string, body: Uint8Array): Promise<string> {
    const response = await this.#send('PUT', repository, `manifests/${tag}`, { mediaType, body })
    return response.headers.get('docker-content-digest') ?? digestOf(body)
  }

  async #send(
    method: 'HEAD' | 'GET' | 'PUT',
    repository: string,
    path: string,
    content?: { mediaType: string; body: Uint8Array },
  ): Promise<Response> {
    const scope = `repository:${repository}:${method === 'PUT' ? 'pull,push' : 'pull'}`
    const request = () => {
      const headers = new Headers({ accept: path.startsWith('manifests/') ? manifestTypes : '*/*' })
      const authorization = this.#authorizations.get(scope)
      if (authorization) headers.set('authorization', authorization)
      if (content) headers.set('content-type', content.mediaType)
      return this.#fetch(`${this.#url}/v2/${repository}/${path}`, {
        method,
        headers,
        body: content?.body as RequestInit['body'],
      })
    }
    const response = await request()
    const answer =
      response.status === 401 && (await this.#authorize(response, scope)) ? await request() : response
    if (answer.ok || (answer.status === 404 && method !== 'PUT')) return answer
    throw this.#refusal(answer.status, repository)
  }

  /** Answers a challenge, once for each scope. False where there is nothing to answer it with. */
  async #authorize(response: Response, scope: string): Promise<boolean> {
    const challenge = parseChallenge(response.headers.get('www-authenticate') ?? '')
    if (!challenge) return false
    const credentials = await this.#credentials()
    if (challenge.scheme === 'basic') {
      if (credentials) this.#authorizations.set(scope, basic(credentials))
      return credentials !== undefined
    }
    const headers: Record<string, string> = credentials ? { authorization: basic(credentials) } : {}
    const answer = await this.#fetch(tokenUrl(challenge, scope, this.#url).href, { headers })
    if (!answer.ok) return false
    const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string }
    this.#authorizations.set(scope, `Bearer ${token ?? access_token}`)
    return true
  }

  async #credentials(): Promise<RegistryCredentials | undefined> {
    const credentials = await this.#options.credentials?.()
    return credentials?.registry === this.host ? credentials : undefined
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { signal } = this.#options
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted()
      const deadline = AbortSignal.timeout(requestTimeout)
      const outcome = await fetch(url, {
        ...init,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      }).catch((error: Error) => error)
      signal?.throwIfAborted()
      const transient = outcome instanceof Error || outcome.status === 429 || outcome.status >= 500
      if (!transient) return outcome
      if (attempt === attempts) throw this.#unreachable(outcome)
      await this.#clock.sleep(250 * 2 ** attempt, signal)
    }
  }

  #unreachable(outcome: Response | Error): DeployctlError {
    const cause = outcome instanceof Error ? (outcome.cause ?? outcome) : undefined
    const reason =
      outcome instanceof Error ? String((cause as NodeJS.ErrnoException).code ?? cause) : outcome.status
    return new DeployctlError('images.registry-unreachable', {
      message: `The registry ${this.host} does not answer as it should: ${reason}`,
      cause,
    })
  }

  #refusal(status: number, repository: string): DeployctlError {
    const denied = status === 401 || status === 403
    return new DeployctlError(denied ? 'images.registry-denied' : 'images.registry-unreachable', {
      message: denied
        ? `The registry ${this.host} refuses these credentials for ${repository} (${status}).`
        : `The registry ${this.host} refused a request for ${repository} (${status}).`,
    })
  }
}

function digestOf(body: Uint8Array): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}

/** Docker's own name for its registry is not where it answers; and as in Docker, loopback needs no TLS. */
function urlOf(host: string): string {
  if (host === 'docker.io') return 'https://registry-1.docker.io'
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host) ? `http://${host}` : `https://${host}`
}
