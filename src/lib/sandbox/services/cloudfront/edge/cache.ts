import type { Call } from '../../../service.ts'
import type { FrontAnswer } from '../../s3/front/answer.ts'
import {
  type CachedRecord,
  cached,
  cachePolicies,
  type DistributionRecord,
  invalidations,
} from '../tables.ts'

/** Bytes; what is larger is asked for anew each time, so that the sandbox's state stays small. */
const largest = 1024 * 1024
/** Seconds that an error is remembered where nothing else is said. */
const usualErrorTtl = 10

/** What the edge still holds of a path. */
export function fromCache(
  distribution: DistributionRecord,
  path: string,
  call: Call,
): CachedRecord | undefined {
  const record = call.table(cached).get(`${distribution.id}/${path}`)
  if (!record || call.now >= record.freshUntil) return undefined
  return isInvalidated(distribution, path, record, call) ? undefined : record
}

/** Remembers an answer for as long as it says, within what the cache policy allows. */
export function keep(distribution: DistributionRecord, path: string, answer: FrontAnswer, call: Call): void {
  const seconds = answer.status < 400 ? ttlOf(distribution, answer, call) : errorTtl(distribution, answer)
  const key = `${distribution.id}/${path}`
  if (seconds <= 0 || answer.body.byteLength > largest) {
    if (call.table(cached).has(key)) call.table(cached).delete(key)
    return
  }
  call.table(cached).put(key, { ...answer, storedAt: call.now, freshUntil: call.now + seconds * 1000 })
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */
function ttlOf({ config, account }: DistributionRecord, { headers }: FrontAnswer, call: Call): number {
  const id = config.DefaultCacheBehavior!.CachePolicyId ?? ''
  const policy = call.as({ account }).table(cachePolicies).get(id)?.config
  const { MinTTL = 1, DefaultTTL = 86_400, MaxTTL = 31_536_000 } = policy ?? {}
  const said = headers['cache-control'] ?? ''
  if (/\b(no-store|no-cache|private)\b/.test(said)) return MinTTL
  const [, seconds] = /\bs-maxage=(\d+)/.exec(said) ?? /\bmax-age=(\d+)/.exec(said) ?? []
  return seconds === undefined ? DefaultTTL : Math.min(Math.max(Number(seconds), MinTTL), MaxTTL)
}

function errorTtl({ config }: DistributionRecord, { status }: FrontAnswer): number {
  const pages = config.CustomErrorResponses?.Items ?? []
  const page = pages.find(one => one.ErrorCode === status || Number(one.ResponseCode) === status)
  return page?.ErrorCachingMinTTL ?? usualErrorTtl
}

/** Invalidations reach what was kept before they were complete. */
function isInvalidated(
  { id, account, config }: DistributionRecord,
  path: string,
  { storedAt }: CachedRecord,
  call: Call,
): boolean {
  const names = path === `/${config.DefaultRootObject}` ? [path, '/'] : [path]
  return call
    .as({ account })
    .table(invalidations)
    .filter(one => one.distribution === id && one.completedAt <= call.now && one.completedAt > storedAt)
    .some(one => one.paths.some(pattern => names.some(name => covers(pattern, name))))
}

/** A wildcard stands at the end alone. */
function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path
}
