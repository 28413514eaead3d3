import type { RuleState, Tag, Target } from '@aws-sdk/client-eventbridge'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of EventBridge's operations. */
export type EventsOperations = Operations<typeof import('@aws-sdk/client-eventbridge')>

export interface RuleRecord {
  name: string
  arn: string
  description?: string | undefined
  /** JSON. */
  pattern?: string | undefined
  state: RuleState
  roleArn?: string | undefined
  targets: Target[]
  tags: Tag[]
}

/** By name; the default bus is the only one. */
export const rules = defineTable<RuleRecord>('events.rules')
