import type { Tag } from '@aws-sdk/client-sns'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of SNS's operations. */
export type SnsOperations = Operations<typeof import('@aws-sdk/client-sns')>

export interface TopicRecord {
  arn: string
  /** As set; those that AWS computes are added when they are asked for. */
  attributes: Record<string, string>
  Tags: Tag[]
}

export interface SubscriptionRecord {
  arn: string
  topicArn: string
  protocol: string
  endpoint: string
  owner: string
  /** Mail and web endpoints have to confirm first. */
  isPending: boolean
  token: string
  attributes: Record<string, string>
}

export interface MessageRecord {
  messageId: string
  topicArn: string
  subject?: string | undefined
  message: string
  publishedAt: Date
}

/** By ARN. */
export const topics = defineTable<TopicRecord>('sns.topics')
/** By ARN. */
export const subscriptions = defineTable<SubscriptionRecord>('sns.subscriptions')
/** Everything published, by id. */
export const messages = defineTable<MessageRecord>('sns.messages')
