import { z } from 'zod'
import { access } from './access.ts'
import { duration, envName, text, urlPath } from './scalars.ts'
import { build, platform, policyStatement, smokeHttp } from './service.ts'

const zip = z.strictObject({
  directory: text.meta({
    description: 'What is packed, relative to the manifest, with everything that it needs to run.',
    examples: ['./api/dist'],
  }),
  handler: text.default('index.handler').meta({
    description: 'What Lambda calls: the file without its ending, and the name that it exports.',
    examples: ['src/main.handler'],
  }),
  runtime: z
    .string()
    .regex(/^(nodejs|python|java|dotnet|ruby|provided)[a-z0-9.]*$/, 'write a runtime such as nodejs24.x')
    .default('nodejs24.x')
    .meta({ description: "Lambda's name of the language and its version.", examples: ['python3.14'] }),
  ignore: z
    .array(text)
    .default([])
    .meta({
      description: 'What is left out, in the patterns of a .dockerignore; `!` takes back in.',
      examples: [['**/*.test.js', 'fixtures']],
    }),
})

/** One Lambda function: versions of it, and the alias `live` that a release moves. */
export const lambdaFunction = z
  .strictObject({
    zip: zip.optional().meta({
      description: 'Pack a directory; either this, `build` or `image`.',
      examples: [{ directory: './api/dist', handler: 'index.handler', runtime: 'nodejs24.x' }],
    }),
    build: build.optional().meta({
      description: 'Build an image from source, for one platform.',
      examples: [{ context: '.', platforms: ['linux/arm64'] }],
    }),
    image: text.optional().meta({
      description: 'Run this image, of a private ECR repository in the same region.',
      examples: ['123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:1.4'],
    }),
    repository: z
      .strictObject({
        existing: text.meta({ description: 'Name of the repository.', examples: ['team/api'] }),
      })
      .optional()
      .describe('Push to an ECR repository that somebody else made.'),
    command: z
      .array(z.string())
      .optional()
      .meta({ description: "Instead of the image's own command.", examples: [['app.handler']] }),
    memory: z
      .int()
      .min(128)
      .max(10_240)
      .default(512)
      .meta({ description: 'MiB; CPU grows with it, to one vCPU at 1769.', examples: [1024] }),
    timeout: duration
      .prefault('30s')
      .describe('How long one call may take, at most 15m; a route waits 30s for its answer.'),
    storage: z.int().min(512).max(10_240).default(512).describe('MiB below /tmp.'),
    architecture: platform
      .optional()
      .describe('What it runs on; the platform that is built, or linux/amd64, when absent.'),
    concurrency: z
      .int()
      .min(0)
      .optional()
      .meta({
        description: "Calls at once, kept free for it out of the account's; unlimited when absent.",
        examples: [50],
      }),
    network: z
      .enum(['private'])
      .optional()
      .describe(
        'Place it in the private subnets, with the security group of the tasks: it reaches databases and caches, and the internet by NAT alone. Absent: in no network, with the internet at hand.',
      ),
    env: z
      .record(envName, z.string())
      .default({})
      .meta({
        description:
          'Environment variables in the clear; never a secret. `${secrets.NAME.arn}` says where one lies, for the function to read it.',
        examples: [{ TABLE: '${tables.main.name}' }],
      }),
    routes: z
      .array(urlPath)
      .default([])
      .meta({
        description: 'Paths that the HTTP API sends here; `*` at the end is any text.',
        examples: [['/*']],
      }),
    smoke: z
      .array(smokeHttp)
      .prefault([])
      .meta({
        description: 'Requests that must succeed after a deploy; each is timed cold and warm.',
        examples: [[{ http: '/api/health', expect: 200 }]],
      }),
    access: access.describe('What of this manifest the function may use; `secrets.NAME` too.'),
    policy: z
      .array(policyStatement)
      .default([])
      .meta({
        description: 'What else the function may call.',
        examples: [[{ actions: ['polly:SynthesizeSpeech'], resources: ['*'] }]],
      }),
  })
  .describe('A Lambda function, from a directory or from an image.')
