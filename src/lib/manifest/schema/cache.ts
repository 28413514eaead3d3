import { z } from 'zod'
import { text } from './scalars.ts'

/** An ElastiCache replication group. */
export const cache = z
  .strictObject({
    engine: z
      .enum(['redis', 'valkey'])
      .default('redis')
      .describe('What it is; Valkey is free software that goes on from Redis 7.'),
    version: z
      .string()
      .regex(/^\d+\.\d+$/, 'write a quoted version such as "7.0"')
      .optional()
      .meta({
        description: 'Engine version; 7.1 of redis, or 8.2 of valkey, when absent.',
        examples: ['7.0'],
      }),
    class: z
      .string()
      .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'write a node type such as cache.t4g.micro')
      .default('cache.t4g.micro')
      .meta({ description: 'ElastiCache node type.', examples: ['cache.t4g.micro'] }),
    nodes: z
      .int()
      .min(1)
      .max(6)
      .default(1)
      .describe('Nodes; with two and more, in several zones, one takes over when the primary fails.'),
    existing: text.optional().meta({
      description: 'Id of a replication group that somebody else made; it is used and never changed.',
      examples: ['shared-cache'],
    }),
  })
  .describe(
    'An ElastiCache replication group, encrypted at rest and on its way, with a password that only its URL holds.',
  )
