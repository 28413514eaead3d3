import { z } from 'zod'
import { logicalName } from './scalars.ts'

/** A command that runs by the clock, each time as a task of its own. */
export const job = z.strictObject({
  service: logicalName.meta({
    description:
      'Whose image, variables, secrets and access it has; always those of the release that serves.',
    examples: ['api'],
  }),
  command: z
    .array(z.string())
    .min(1)
    .meta({
      description:
        'The command, as words. Fargate ends no task for its age: where your image has it, begin with `timeout, 1h`.',
      examples: [['npm', 'run', 'report']],
    }),
  schedule: z.string().meta({
    description:
      'Cron: minute, hour, day of month, month, day of week. It is kept to while the environment sleeps, too.',
    examples: ['0 3 * * *'],
  }),
  timezone: z
    .string()
    .default('UTC')
    .meta({ description: 'IANA name of the zone of `schedule`.', examples: ['Europe/London'] }),
  cpu: z
    .int()
    .optional()
    .meta({ description: 'CPU units; those of the service when absent.', examples: [1024] }),
  memory: z
    .int()
    .optional()
    .meta({ description: 'MiB; those of the service when absent.', examples: [2048] }),
  retries: z
    .int()
    .min(0)
    .max(185)
    .default(10)
    .describe(
      'How often AWS tries again, within an hour, to start a task where there is no capacity. A command that fails is not repeated: it is told by an alarm.',
    ),
})
