import { z } from 'zod'
import { duration, text } from './scalars.ts'

const schemaName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and underscores, as SQL does')

/** An RDS instance, and what stands around it. */
export const database = z.strictObject({
  engine: z.enum(['postgres', 'mysql']).default('postgres').describe('What it speaks.'),
  version: z
    .string()
    .regex(/^\d+(\.\d+)*$/, 'write a quoted version such as "16" or "16.4"')
    .default('16')
    .meta({
      description: 'Engine version; a major one alone lets AWS choose the minor.',
      examples: ['16'],
    }),
  class: z
    .string()
    .regex(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, 'write an instance class such as db.t4g.micro')
    .default('db.t4g.micro')
    .meta({ description: 'RDS instance class.', examples: ['db.t4g.micro'] }),
  storage: z
    .int()
    .min(20)
    .max(65_536)
    .default(20)
    .describe('GiB of gp3, encrypted; it can grow, and never shrink.'),
  multiZone: z.boolean().default(false).describe('A standby in a second zone, to which AWS fails over.'),
  backups: duration
    .prefault('7d')
    .describe('how far back it can be restored; at most 35d, and 0d for not at all.'),
  proxy: z
    .boolean()
    .default(false)
    .describe('RDS Proxy in front of it, to share connections among many tasks.'),
  schemas: z
    .array(schemaName)
    .default([])
    .meta({
      description: 'Schemas to create, by a task inside the network.',
      examples: [['system_service', 'user_service']],
    }),
  parameters: z
    .record(text, z.string())
    .default({})
    .meta({
      description: "Engine parameters that differ from AWS's defaults.",
      examples: [{ log_min_duration_statement: '500' }],
    }),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe('AWS itself refuses to delete it, until `teardown --delete-data` names it.'),
  existing: text.optional().meta({
    description: 'Identifier of an instance that somebody else made; it is used and never changed.',
    examples: ['shared-db'],
  }),
})
