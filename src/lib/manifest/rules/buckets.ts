import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { across, type Rule } from './rule.ts'

type Bucket = Manifest['buckets'][string]
type Check = (bucket: Bucket, path: Path) => Finding[]

const day = 86_400

function eachBucket(check: Check): Rule {
  return across(['buckets'], ({ buckets }) =>
    Object.entries(buckets).flatMap(([name, bucket]) => check(bucket, ['buckets', name])),
  )
}

/** S3 counts the age of versions in days (LifecycleRule). */
export const versionsInDays: Rule = eachBucket(({ expireVersions }, path) => {
  if (expireVersions >= day && expireVersions % day === 0) return []
  const message = 'S3 keeps earlier versions for whole days.'
  return [{ path: [...path, 'expireVersions'], message, remedy: 'Write 1d or more, such as 30d.' }]
})

/** What somebody else made is used as it is. */
export const othersBuckets: Rule = eachBucket((bucket, path) => {
  if (bucket.existing === undefined) return []
  const asked = [
    ...(bucket.cors.length > 0 ? ['cors'] : []),
    ...(bucket.publicPrefix === undefined ? [] : ['publicPrefix']),
    ...(bucket.website ? ['website'] : []),
    ...(bucket.cdn ? ['cdn'] : []),
  ]
  return asked.map(key => ({
    path: [...path, key],
    message: `\`${key}\` would change a bucket that somebody else made.`,
    remedy: `Remove \`${key}\`, or \`existing\` to have a bucket made.`,
    atKey: true,
  }))
})

export const publicPrefixes: Rule = eachBucket(({ publicPrefix, website }, path) => {
  if (publicPrefix === undefined) return []
  const place = [...path, 'publicPrefix']
  if (website) {
    const message = 'A site is published as a whole.'
    return [{ path: place, message, remedy: 'Remove `publicPrefix`, or give the site a bucket of its own.' }]
  }
  if (/^[^/*?].*\/$/.test(publicPrefix) && !/[*?]/.test(publicPrefix)) return []
  const message = 'A prefix names a folder of the bucket.'
  return [
    { path: place, message, remedy: 'Write it without a slash in front, and with one behind: public/.' },
  ]
})

/** An origin may hold one wildcard (CORSRule.AllowedOrigins). */
export const corsOrigins: Rule = eachBucket(({ cors }, path) =>
  cors.flatMap(({ origins }, rule) =>
    origins.flatMap((origin, index) => {
      if ((origin.match(/\*/g) ?? []).length <= 1) return []
      const message = `\`${origin}\` has more than one \`*\`, and S3 takes one.`
      const place = [...path, 'cors', rule, 'origins', index]
      return [{ path: place, message, remedy: 'Write one origin for each, such as https://*.example.com.' }]
    }),
  ),
)

export const deliveryNetworks: Rule = eachBucket(({ cdn, website }, path) => {
  if (typeof cdn === 'boolean') return []
  const refuse = (key: string, message: string, remedy: string) => ({
    path: [...path, 'cdn', key],
    message,
    remedy,
  })
  const { cacheControl, domain, certificate } = cdn
  return [
    ...(cacheControl !== undefined && website
      ? [
          refuse(
            'cacheControl',
            'The pages of a site must not all be kept alike.',
            'Write `website.cacheControl`.',
          ),
        ]
      : []),
    ...(domain !== undefined && !certificate
      ? [
          refuse(
            'domain',
            'CloudFront takes a host name with its certificate only.',
            'Add `certificate: {existing: arn:aws:acm:us-east-1:…}`.',
          ),
        ]
      : []),
    ...(certificate && domain === undefined
      ? [refuse('certificate', 'Nothing says whose certificate this is.', 'Add `domain`, or remove it.')]
      : []),
    ...(certificate && certificate.existing.split(':')[3] !== 'us-east-1'
      ? [
          refuse(
            'certificate',
            'CloudFront takes certificates of us-east-1 only.',
            'Request it there, and write its ARN.',
          ),
        ]
      : []),
  ]
})
