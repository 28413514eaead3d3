import type { IncomingMessage } from 'node:http'
import type { Host, Route } from '../../../service.ts'
import { authenticate, unauthorized } from './auth.ts'
import { readBlob } from './blobs.ts'
import { asRegistryError, registryError } from './errors.ts'
import { type Answer, type Exchange, refusal, send } from './exchange.ts'
import { deleteManifest, putManifest, readManifest } from './manifests.ts'
import { listTags } from './tags.ts'
import { cancelUpload, finishUpload, receivePart, startUpload, uploadStatus } from './uploads.ts'

type Endpoint = (exchange: Exchange, parameter: string) => Promise<Answer>

/** By the part of the path behind the repository's name. */
const endpoints: readonly (readonly [path: RegExp, methods: Readonly<Record<string, Endpoint>>])[] = [
  [/^tags\/list$/, { GET: listTags }],
  [
    /^manifests\/([^/]+)$/,
    { HEAD: readManifest, GET: readManifest, PUT: putManifest, DELETE: deleteManifest },
  ],
  [/^blobs\/uploads\/?$/, { POST: startUpload }],
  [
    /^blobs\/uploads\/([^/]+)$/,
    { GET: uploadStatus, PATCH: receivePart, PUT: finishUpload, DELETE: cancelUpload },
  ],
  [/^blobs\/([^/]+)$/, { HEAD: readBlob, GET: readBlob }],
]

/** The registry: version 2 of OCI's distribution API (opencontainers/distribution-spec). */
export const registryRoute: Route = {
  prefix: '/v2/',
  async handle(request, response, host) {
    const answer = await answerTo(request, host).catch(error => {
      const refused = asRegistryError(error)
      if (!refused) throw error
      return refusal(refused)
    })
    await send(request, response, answer)
  },
}

async function answerTo(request: IncomingMessage, host: Host): Promise<Answer> {
  const url = new URL(request.url ?? '/', host.endpoint)
  const user = await authenticate(request, host)
  if (url.pathname === '/v2/') {
    if (!user) throw unauthorized(host)
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' }
  }
  const { repository, rest } = partsOf(url.pathname)
  const exchange = { request, host, query: url.searchParams, user, repository }
  for (const [path, methods] of endpoints) {
    const found = path.exec(rest)
    if (!found) continue
    const endpoint = methods[request.method ?? '']
    if (endpoint) return await endpoint(exchange, found[1] ?? '')
    throw registryError(405, 'UNSUPPORTED', 'The operation is unsupported.')
  }
  throw registryError(404, 'UNSUPPORTED', `There is nothing at ${url.pathname}`)
}

/** A repository's name has slashes of its own, so its end is found from the path's. */
function partsOf(pathname: string): { repository: string; rest: string } {
  const [, repository = '', rest = ''] =
    /^\/v2\/(.+)\/(tags\/list|(?:manifests|blobs)\/[^/]+|blobs\/uploads\/[^/]*)$/.exec(
      pathname.replaceAll(/%3a/gi, ':'),
    ) ?? []
  return { repository, rest }
}
