import { z } from 'zod'
import { duration, text } from './scalars.ts'

const schemaName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and underscores, as SQL does')

const acus = z.number().min(0).max(256).multipleOf(0.5, 'write a multiple of 0.5, such as 0.5 or 4')

/** Of Aurora Serverless v2, for each instance of the cluster. */
const capacity = z.strictObject({
  min: acus.optional().meta({
    description:
      'Fewest ACUs, in halves; 0 pauses it while nobody is connected. 0.5 when absent, and 0 where `onDemand.databases` names it.',
    examples: [0],
  }),
  max: acus.default(2).describe('Most ACUs; each is about 2 GiB of memory.'),
  pauseAfter: duration.optional().meta({
    description:
      'How long nobody must have been connected before it pauses, from 5m, which is what holds when absent, to 24h; only with `min: 0`.',
    examples: ['10m'],
  }),
})

/** An RDS instance or an Aurora cluster, and what stands around it. */
export const database = z.strictObject({
  engine: z
    .enum(['postgres', 'mysql', 'aurora-postgresql', 'aurora-mysql'])
    .default('postgres')
    .describe('An RDS instance of PostgreSQL or MySQL, or a cluster of Aurora Serverless v2 that speaks it.'),
  version: z
    .string()
    .regex(/^\d+(\.\d+)*(\.mysql_aurora(\.\d+)+)?$/, 'write a quoted version such as "16" or "16.4"')
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
      description: 'RDS instance class, not of Aurora. To change it restarts the database.',
      examples: ['db.t4g.micro'],
    }),
  storage: z
    .int()
    .min(20)
    .max(65_536)
    .default(20)
    .describe('GiB of gp3, encrypted; it can grow, and never shrink. The storage of Aurora grows by itself.'),
  capacity: capacity.optional().describe('Of Aurora: what each of its instances may grow and shrink to.'),
  readers: z
    .int()
    .min(0)
    .max(15)
    .default(0)
    .describe(
      'Of Aurora: instances beside the writer, in other zones where there are any; AWS fails over to them.',
    ),
  multiZone: z
    .boolean()
    .default(false)
    .describe('A standby in a second zone, to which AWS fails over; of Aurora, `readers` are that.'),
  backups: duration
    .prefault('7d')
    .describe(
      'How far back it can be restored to any moment; at most 35d, and 0d for not at all, which Aurora refuses.',
    ),
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
      'Identifier of an instance, or of a cluster of Aurora, that somebody else made; it is used and never changed, and its password stays unknown.',
    examples: ['shared-db'],
  }),
})
