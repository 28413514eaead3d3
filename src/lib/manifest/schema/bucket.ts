import { z } from 'zod'
import { arn, duration, text } from './scalars.ts'
import { smokeHttp } from './service.ts'

const corsRule = z.strictObject({
  origins: z
    .array(text)
    .min(1)
    .meta({
      description: 'Origins that may ask; one `*` each stands for any text.',
      examples: [['https://shop.example.com', 'exp://*']],
    }),
  methods: z
    .array(z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']))
    .min(1)
    .default(['GET'])
    .describe('What they may do.'),
  headers: z.array(text).default(['*']).describe('Request headers that they may send.'),
  expose: z
    .array(text)
    .default([])
    .meta({ description: 'Response headers that they may read.', examples: [['ETag']] }),
  maxAge: duration.prefault('50m').describe('How long browsers may remember the answer.'),
})

const website = z.strictObject({
  directory: text.meta({
    description:
      'The files, relative to the manifest; `deploy` publishes them. Names that begin with a dot stay behind, but for `.well-known`.',
    examples: ['./static'],
  }),
  index: text.default('index.html').describe('What a directory shows.'),
  error: text.optional().meta({
    description:
      'What is shown for a page that is not there; with `cdn`, naming the index makes a single-page application of it.',
    examples: ['404.html'],
  }),
  cacheControl: z
    .record(text, text)
    .default({})
    .meta({
      description:
        'Cache-Control by pattern of a file’s path, where `*` is any text; the first that fits wins. Otherwise a name with a fingerprint in it is kept for a year, and everything else asked for anew.',
      examples: [{ 'assets/*': 'public, max-age=31536000, immutable' }],
    }),
  smoke: z
    .array(smokeHttp)
    .prefault([])
    .meta({
      description: 'Requests that must succeed once the site is published.',
      examples: [[{ http: '/', expect: 200 }]],
    }),
})

const cdn = z.strictObject({
  cacheControl: text.optional().meta({
    description: 'Cache-Control that is given with every answer; for a site, see `website.cacheControl`.',
    examples: ['public, max-age=31536000, immutable'],
  }),
  priceClass: z.enum(['100', '200', 'all']).default('100').describe("Which of CloudFront's edges serve it."),
  identity: z
    .enum(['oac', 'oai'])
    .default('oac')
    .describe('How CloudFront proves who it is: origin access control, or the identity that came before it.'),
  domain: z
    .hostname('write a host name such as cdn.example.com')
    .optional()
    .meta({
      description: 'A host name of your own; its DNS record is yours to make, and needs `certificate`.',
      examples: ['cdn.example.com'],
    }),
  certificate: z
    .strictObject({
      existing: arn('acm', 'arn:aws:acm:us-east-1:123456789012:certificate/…').describe(
        'ARN of the certificate, in us-east-1.',
      ),
    })
    .optional()
    .describe('The ACM certificate of `domain`.'),
})

/** An S3 bucket: encrypted, and with public access blocked but for what is said here. */
export const bucket = z.strictObject({
  versioning: z.boolean().default(true).describe('Keep what is overwritten and deleted.'),
  expireVersions: duration
    .prefault('30d')
    .describe('How long overwritten and deleted objects are kept; in whole days.'),
  cors: z.array(corsRule).default([]).describe('Which web pages may ask for its objects.'),
  publicPrefix: text
    .optional()
    .meta({ description: 'Objects below this prefix may be read by anybody.', examples: ['public/'] }),
  website: website
    .optional()
    .describe('A static site, published by `deploy`; its files can be published again, and go with it.'),
  cdn: z
    .union([z.boolean(), cdn])
    .default(false)
    .describe(
      'CloudFront in front of it, which alone may read what is not public; by HTTPS only. What `cors` lets web pages read holds there, too.',
    ),
  existing: text.optional().meta({
    description: 'Name of a bucket that somebody else made; it is used and never changed.',
    examples: ['team-files'],
  }),
})
