import { z } from 'zod'

const target = z
  .string()
  .regex(
    /^(buckets|caches|databases|tables|userPools|functions|secrets)\.[a-z][a-z0-9-]*$/,
    'write a section and a name, such as buckets.media or tables.main',
  )

/** What a service or a function may use of what this manifest makes. */
export const access = z
  .record(target, z.enum(['read', 'write']))
  .default({})
  .meta({
    description: 'Buckets, tables and the like of this manifest that it may use; `write` includes `read`.',
    examples: [{ 'buckets.media': 'write' }],
  })
