import { z } from 'zod'
import { text } from './scalars.ts'

/** A DynamoDB table, paid by request. */
export const table = z
  .strictObject({
    partitionKey: text.meta({ description: 'Name of the partition key; a string.', examples: ['PK'] }),
    sortKey: text.optional().meta({ description: 'Name of the sort key; a string.', examples: ['SK'] }),
    expiry: text.optional().meta({
      description: 'Attribute that says when an item expires, in epoch seconds.',
      examples: ['expiresAt'],
    }),
    pointInTime: z.boolean().default(true).describe('Can be restored to any second of the last 35 days.'),
  })
  .describe(
    'A DynamoDB table, encrypted, and protected from deletion until it is named with `--delete-data`.',
  )
