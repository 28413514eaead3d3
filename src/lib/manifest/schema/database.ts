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
      description:
        'Engine version, quoted; a major one alone lets AWS choose the minor. Minor versions go up by themselves.',
      examples: ['16'],
    }),
  class: z
    .string()
    .regex(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, 'write an instance class such as db.t4g.micro')
    .default('db.t4g.micro')
    .meta({
      description: 'RDS instance class. To change it restarts the database.',
      examples: ['db.t4g.micro'],
    }),
  storage: z
    .int()
    .min(20)
    .max(65_536)
    .default(20)
    .describe('GiB of gp3, encrypted; it can grow, and never shrink.'),
  multiZone: z.boolean().default(false).describe('A standby in a second zone, to which AWS fails over.'),
  backups: duration
    .prefault('7d')
    .describe('How far back it can be restored to any moment; at most 35d, and 0d for not at all.'),
  proxy: z
    .boolean()
    .default(false)
    .describe('RDS Proxy in front of it, to share connections among many tasks.'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and underscores, as SQL does')
    .default('app')
    .describe('Name of the database inside, as it stands in the URL.'),
  username: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,15}$/, 'use 1 to 16 lower-case letters, digits and underscores')
    .default('app')
    .describe('Name of its master user; the password is generated, and only its secret holds it.'),
  schemas: z
    .array(schemaName)
    .default([])
    .meta({
      description: 'Schemas to create, by a task inside the network; in MySQL these are databases.',
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
    description:
      'Identifier of an instance that somebody else made; it is used and never changed, and its password stays unknown.',
    examples: ['shared-db'],
  }),
})
