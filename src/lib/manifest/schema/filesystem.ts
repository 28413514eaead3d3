import { z } from 'zod'
import { logicalName } from './scalars.ts'

const directory = z
  .string()
  .regex(/^(\/[A-Za-z0-9._-]+){1,4}$/, 'write a directory such as /workspace, at most four deep')

/** An EFS file system, encrypted, with one access point for each directory. */
export const filesystem = z.strictObject({
  accessPoints: z
    .record(logicalName, directory)
    .default({})
    .meta({
      description: 'Directories that tasks can mount, by name.',
      examples: [{ workspace: '/workspace' }],
    }),
  uid: z.int().min(0).default(1000).describe('The POSIX user and group that every access point acts as.'),
})
