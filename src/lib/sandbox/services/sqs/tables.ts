import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of SQS's operations. */
export type SqsOperations = Operations<typeof import('@aws-sdk/client-sqs')>

export interface QueueRecord {
  name: string
  arn: string
  /** As set; those that AWS computes are added when they are asked for. */
  attributes: Record<string, string>
  tags: Record<string, string>
  createdAt: Date
  modifiedAt: Date
}

export interface QueuedMessage {
  messageId: string
  queue: string
  body: string
  attributes: Record<string, MessageAttributeValue>
  sentAt: number
  /** Virtual ms since the epoch; hidden from receivers until then. */
  visibleAt: number
  receiveCount: number
  receiptHandle?: string | undefined
}

/** By name. */
export const queues = defineTable<QueueRecord>('sqs.queues')
/** By message id, in the order of arrival. */
export const queuedMessages = defineTable<QueuedMessage>('sqs.messages')
/** When a queue was deleted, by name: the name stays blocked for a minute. */
export const deletedQueues = defineTable<number>('sqs.deleted')
