import type { Call } from '../../service.ts'
import { uuid } from '../identifiers.ts'
import { messages, topics } from './tables.ts'

/** Keeps what is published to a topic; one that is not there hears nothing. */
export function publish(call: Call, topicArn: string, message: string, subject?: string): string {
  const messageId = uuid(call)
  if (call.table(topics).has(topicArn)) {
    call.table(messages).put(messageId, { messageId, topicArn, subject, message, publishedAt: call.date })
  }
  return messageId
}
