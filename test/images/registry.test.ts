import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeClock } from '../../src/lib/events/index.ts'
import { resolveImage } from '../../src/lib/images/index.ts'
import { Registry } from '../../src/lib/images/registry.ts'
import { parseChallenge, tokenUrl } from '../../src/lib/images/registry-auth.ts'

// Waits pass at once, so that retries are seen without being waited for.
const clock = { now: () => 0, sleep: async () => undefined }
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A registry that answers as the test wants, and remembers what it was asked. */
async function registryThat(answer: Answer) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`)
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  return { host: `127.0.0.1:${port}`, asked }
}

describe('a registry with tokens', () => {
  const withToken =
    (host: () => string): Answer =>
    (request, response) => {
      if (request.url?.startsWith('/token')) return void response.end('{"token":"t0ken"}')
      if (request.headers.authorization === 'Bearer t0ken') {
        return void response.setHeader('docker-content-digest', 'sha256:1').end()
      }
      const challenge = `Bearer realm="http://${host()}/token",service="reg",scope="repository:a/b:pull"`
      response.writeHead(401, { 'www-authenticate': challenge }).end()
    }

  test('is asked for one, once, and anonymously where there are no credentials', async () => {
    const { host, asked } = await registryThat(withToken(() => host))
    const registry = new Registry(host)
    expect(await registry.digestOf('a/b', 'one')).toBe('sha256:1')
    expect(await registry.digestOf('a/b', 'two')).toBe('sha256:1')
    expect(asked).toEqual([
      'HEAD /v2/a/b/manifests/one -',
      'GET /token?service=reg&scope=repository%3Aa%2Fb%3Apull -',
      'HEAD /v2/a/b/manifests/one Bearer t0ken',
      'HEAD /v2/a/b/manifests/two Bearer t0ken',
    ])
  })

  test('is given the credentials only where they are its own', async () => {
    const { host, asked } = await registryThat(withToken(() => host))
    const login = { username: 'me', password: 'pw' }
    await new Registry(host, { credentials: async () => ({ ...login, registry: host }) }).digestOf('a/b', 'x')
    expect(asked[1]).toMatch(/ Basic bWU6cHc=$/)
    await new Registry(host, { credentials: async () => ({ ...login, registry: 'other' }) }).digestOf(
      'a/b',
      'x',
    )
    expect(asked[4]).toMatch(/ -$/)
  })

  test('cannot have a password sent in the clear', () => {
    const challenge = parseChallenge('Bearer realm="http://evil.example/token",service="s"')
    expect(challenge).toEqual({
      scheme: 'bearer',
      parameters: { realm: 'http://evil.example/token', service: 's' },
    })
    expect(() => challenge && tokenUrl(challenge, 'x', 'https://registry.example')).toThrow(
      expect.objectContaining({ code: 'images.registry-denied' }),
    )
  })
})

describe('a registry in trouble', () => {
  test('is asked again', async () => {
    let left = 2
    const { host, asked } = await registryThat((_, response) => {
      if (left-- > 0) return void response.writeHead(left === 1 ? 429 : 503).end()
      response.setHeader('docker-content-digest', 'sha256:1').end()
    })
    expect(await new Registry(host, { clock }).digestOf('a', 'x')).toBe('sha256:1')
    expect(asked).toHaveLength(3)
  })

  test('is given up after four times', async () => {
    const { host, asked } = await registryThat((_, response) => void response.writeHead(500).end())
    await expect(new Registry(host, { clock }).digestOf('a', 'x')).rejects.toMatchObject({
      code: 'images.registry-unreachable',
      message: `The registry ${host} does not answer as it should: 500`,
    })
    expect(asked).toHaveLength(4)
  })

  test('that is not there is named, with the reason', async () => {
    await expect(new Registry('127.0.0.1:1', { clock }).digestOf('a', 'x')).rejects.toMatchObject({
      code: 'images.registry-unreachable',
      message: expect.stringContaining('127.0.0.1:1'),
    })
  })

  test('is left alone after an abort', async () => {
    const stop = new AbortController()
    const { host } = await registryThat(() => stop.abort(new Error('Ctrl-C')))
    const registry = new Registry(host, { clock: makeClock(), signal: stop.signal })
    await expect(registry.digestOf('a', 'x')).rejects.toThrow('Ctrl-C')
  })
})

describe('what a registry says of an image', () => {
  test('a digest that it leaves out of its headers is that of the bytes it sends', async () => {
    const body = '{"schemaVersion":2}'
    const { host } = await registryThat(
      (request, response) => void response.end(request.method === 'GET' ? body : ''),
    )
    expect(await new Registry(host).digestOf('a', 'x')).toBe(digestOf(body))
  })

  test('an index’s platforms, without its attestations', async () => {
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
      { os: 'unknown', architecture: 'unknown' },
    ]
    const body = JSON.stringify({ manifests: platforms.map(platform => ({ platform })) })
    const { host } = await registryThat((_, response) => void response.end(body))
    expect(await resolveImage(`${host}/a:1`)).toEqual({
      reference: `${host}/a@${digestOf(body)}`,
      digest: digestOf(body),
      platforms: ['linux/amd64', 'linux/arm64/v8'],
    })
  })
})
