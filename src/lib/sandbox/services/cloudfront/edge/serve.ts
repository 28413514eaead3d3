import type { IncomingHttpHeaders } from 'node:http'
import type { Call } from '../../../service.ts'
import { type FrontAnswer, plainPage } from '../../s3/front/answer.ts'
import { type DistributionRecord, distributions } from '../tables.ts'
import { fromCache, keep } from './cache.ts'
import { addedHeaders } from './headers.ts'
import { fromOrigin } from './origin.ts'

export interface EdgeRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly isSecure: boolean
}

/** The distribution that a host name means: its own, or one of its domains. */
export function distributionFor(host: string, call: Call): DistributionRecord | undefined {
  const name = host.split(':')[0]!.toLowerCase()
  return call
    .table(distributions)
    .find(({ hostName, config }) => hostName === name || (config.Aliases?.Items?.includes(name) ?? false))
}

/** Answers as an edge does: redirects to HTTPS, then its cache, then the bucket. */
export function serve(request: EdgeRequest, call: Call): FrontAnswer {
  const distribution = distributionFor(request.headers.host ?? '', call)
  if (!distribution?.config.Enabled) return plainPage(403, 'ERROR', 'The request could not be satisfied.')
  const { ViewerProtocolPolicy, AllowedMethods } = distribution.config.DefaultCacheBehavior!
  if (!request.isSecure && ViewerProtocolPolicy === 'redirect-to-https') {
    const location = `https://${request.headers.host}${request.url}`
    return { status: 301, headers: { location, server: 'CloudFront' }, body: new Uint8Array() }
  }
  if (!AllowedMethods!.Items!.includes(request.method as 'GET')) {
    const words = 'This distribution is not configured to allow the HTTP request method that was used.'
    return plainPage(403, 'ERROR', words)
  }
  const added = addedHeaders(distribution, request, call)
  if (request.method === 'OPTIONS') return { status: 200, headers: added, body: new Uint8Array() }
  const { answer, from } = read(distribution, pathOf(request.url, distribution), call)
  return { ...answer, headers: { ...answer.headers, 'x-cache': `${from} from cloudfront`, ...added } }
}

/** The whole of it; the root stands for the default object. */
function pathOf(url: string, { config }: DistributionRecord): string {
  const path = url.split('?')[0]!
  return path === '/' && config.DefaultRootObject ? `/${config.DefaultRootObject}` : path
}

function read(distribution: DistributionRecord, path: string, call: Call) {
  const cached = fromCache(distribution, path, call)
  if (cached) return { answer: cached, from: cached.status < 400 ? 'Hit' : 'Error' }
  const answer = withErrorPage(distribution, fromOrigin(distribution, path, call), call)
  keep(distribution, path, answer, call)
  return { answer, from: answer.status < 400 ? 'Miss' : 'Error' }
}

/** A page of the site in the place of an error, where the distribution has one for it. */
function withErrorPage(distribution: DistributionRecord, answer: FrontAnswer, call: Call): FrontAnswer {
  const pages = distribution.config.CustomErrorResponses?.Items ?? []
  const page = pages.find(({ ErrorCode }) => ErrorCode === answer.status)
  if (!page?.ResponsePagePath) return answer
  const shown = fromOrigin(distribution, page.ResponsePagePath, call)
  return shown.status === 200 ? { ...shown, status: Number(page.ResponseCode) } : answer
}
