import { z } from 'zod'
import { logicalName } from './scalars.ts'

const directory = z
  .string()
  .regex(/^(\/[A-Za-z0-9._-]+){1,4}$/, 'write a directory such as /workspace, at most four deep')

/** An EFS file system, encrypted, with one access point for each directory. */
export const filesystem = z
  .strictObject({
    accessPoints: z
      .record(logicalName, directory)
      .default({})
      .meta({
        description: 'Directories that tasks can mount, by name; each is made when it is first mounted.',
        examples: [{ workspace: '/workspace' }],
      }),
    uid: z
      .int()
      .min(1)
      .max(4_294_967_295)
      .default(1000)
      .describe('The POSIX user and group that every access point acts as, whoever the container runs as.'),
  })
  .describe(
    'An EFS file system: encrypted at rest and on its way, backed up every day, and mounted by tasks of this manifest alone. It grows and shrinks with what lies in it.',
  )

/** Where a service has file systems: `data.workspace` by the path inside of the container. */
export const mounts = z
  .record(
    z.string().regex(/^(\/[A-Za-z0-9._-]+)+$/, 'write a path inside of the container, such as /workspace'),
    z
      .string()
      .regex(
        /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/,
        'write a file system and an access point of it, such as data.workspace',
      ),
  )
  .default({})
  .meta({
    description:
      'What the container finds at which path: a file system and an access point of it. What lies there outlives the task, and all tasks share it.',
    examples: [{ '/workspace': 'data.workspace' }],
  })
