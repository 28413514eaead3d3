import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here; what is wrong begins in line 5. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`

test.each([
  [
    'versions kept for hours',
    'buckets: {a: {expireVersions: 36h}}',
    '5:31 buckets.a.expireVersions: S3 keeps earlier versions for whole days. → Write 1d or more, such as 30d.',
  ],
  [
    "a site in somebody else's bucket",
    'buckets: {a: {existing: team, website: {directory: ./out}}}',
    '5:31 buckets.a.website: `website` would change a bucket that somebody else made. → Remove `website`, or `existing` to have a bucket made.',
  ],
  [
    'a public prefix that is no folder',
    'buckets: {a: {publicPrefix: /public}}',
    '5:29 buckets.a.publicPrefix: A prefix names a folder of the bucket. → Write it without a slash in front, and with one behind: public/.',
  ],
  [
    'a public prefix of a site',
    'buckets: {a: {publicPrefix: public/, website: {directory: ./out}}}',
    '5:29 buckets.a.publicPrefix: A site is published as a whole. → Remove `publicPrefix`, or give the site a bucket of its own.',
  ],
  [
    'two wildcards in an origin',
    'buckets: {a: {cors: [{origins: ["https://*.example.*"]}]}}',
    '5:33 buckets.a.cors[0].origins[0]: `https://*.example.*` has more than one `*`, and S3 takes one. → Write one origin for each, such as https://*.example.com.',
  ],
  [
    'a site whose pages are all kept',
    'buckets: {a: {website: {directory: ./out}, cdn: {cacheControl: immutable}}}',
    '5:64 buckets.a.cdn.cacheControl: The pages of a site must not all be kept alike. → Write `website.cacheControl`.',
  ],
  [
    'a host name without a certificate',
    'buckets: {a: {cdn: {domain: cdn.example.com}}}',
    '5:29 buckets.a.cdn.domain: CloudFront takes a host name with its certificate only. → Add `certificate: {existing: arn:aws:acm:us-east-1:…}`.',
  ],
  [
    'a certificate of another region',
    'buckets: {a: {cdn: {domain: cdn.example.com, certificate: {existing: "arn:aws:acm:eu-west-1:1:certificate/a"}}}}',
    '5:59 buckets.a.cdn.certificate: CloudFront takes certificates of us-east-1 only. → Request it there, and write its ARN.',
  ],
  [
    'the address of a CDN that is not there',
    'buckets: {a: {}}\nservices: {api: {image: nginx, env: {CDN: "${buckets.a.cdnUrl}"}}}',
    '6:43 services.api.env.CDN: The bucket `a` has no CDN. → Write `cdn: true` under `buckets.a`, or ask for its `url`.',
  ],
])('%s is refused', (_what, manifest, problem) => {
  expect(problems(head + manifest)).toEqual([problem])
})

test('the CORS rules of the runbooks are taken as they are', () => {
  const { buckets } = resolve(
    `${head}buckets: {media: {cors: [{origins: [https://aiponge.com, "exp://*"], methods: [GET, PUT], expose: [ETag], maxAge: 3000s}]}}`,
  )
  expect(buckets.media!.cors).toEqual([
    {
      origins: ['https://aiponge.com', 'exp://*'],
      methods: ['GET', 'PUT'],
      headers: ['*'],
      expose: ['ETag'],
      maxAge: 3000,
    },
  ])
})
