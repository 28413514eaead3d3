import { z } from 'zod'
import { duration, text } from './scalars.ts'

const corsRule = z.strictObject({
  origins: z
    .array(text)
    .min(1)
    .meta({ description: 'Origins that may ask.', examples: [['https://shop.example.com']] }),
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
    description: 'The files, relative to the manifest; `deploy` syncs them.',
    examples: ['./static'],
  }),
  index: text.default('index.html').describe('What a directory shows.'),
  error: text
    .optional()
    .meta({ description: 'What is shown for a page that is not there.', examples: ['404.html'] }),
})

const cdn = z.strictObject({
  cacheControl: text.optional().meta({
    description: 'Cache-Control that is given with every answer; for sites, what the sync sets holds.',
    examples: ['public, max-age=31536000, immutable'],
  }),
  priceClass: z.enum(['100', '200', 'all']).default('100').describe("Which of CloudFront's edges serve it."),
})

/** An S3 bucket: encrypted, and with public access blocked but for what is said here. */
export const bucket = z.strictObject({
  versioning: z.boolean().default(true).describe('Keep what is overwritten and deleted.'),
  expireVersions: duration.prefault('30d').describe('How long overwritten and deleted objects are kept.'),
  cors: z.array(corsRule).default([]).describe('Which web pages may ask for its objects.'),
  publicPrefix: text
    .optional()
    .meta({ description: 'Objects below this prefix may be read by anybody.', examples: ['public/'] }),
  website: website.optional().describe('A static site, published by `deploy`.'),
  cdn: z
    .union([z.boolean(), cdn])
    .default(false)
    .describe('CloudFront in front of it, which alone may read it.'),
  existing: text.optional().meta({
    description: 'Name of a bucket that somebody else made; it is used and never changed.',
    examples: ['team-files'],
  }),
})
