import { createHash } from 'node:crypto'
import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { observe } from '../cloudwatch/observing.ts'
import { uuid } from '../identifiers.ts'
import { attributesOf } from './attributes.ts'
import { findQueue, invalidParameter } from './queues.ts'
import { type QueuedMessage, type QueueRecord, queuedMessages, type SqsOperations } from './tables.ts'

export const messageOperations = {
  SendMessage({ QueueUrl, MessageBody, DelaySeconds, MessageAttributes }, call) {
    const queue = findQueue(call, QueueUrl)
    if (MessageBody === '') {
      throw awsError('MissingParameter', 'The request must contain the parameter MessageBody.')
    }
    const { messageId } = enqueue(call, queue, MessageBody, MessageAttributes, DelaySeconds)
    return { MessageId: messageId, MD5OfMessageBody: md5(MessageBody) }
  },

  ReceiveMessage({ QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout, ...wanted }, call) {
    const queue = findQueue(call, QueueUrl)
    if (MaxNumberOfMessages < 1 || MaxNumberOfMessages > 10) {
      throw invalidParameter(
        `Value ${MaxNumberOfMessages} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
      )
    }
    expire(call, queue)
    const hiddenMs = Number(VisibilityTimeout ?? attributesOf(call, queue).VisibilityTimeout) * 1000
    const visible = call
      .table(queuedMessages)
      .filter(one => one.queue === queue.name && one.visibleAt <= call.now)
      .slice(0, MaxNumberOfMessages)
    const { AttributeNames = [], MessageSystemAttributeNames = [], MessageAttributeNames = [] } = wanted
    const tellsSystem = AttributeNames.length + MessageSystemAttributeNames.length > 0
    const Messages = visible.map(({ messageId }) => {
      const taken = call.table(queuedMessages).update(messageId, draft => {
        draft.receiveCount += 1
        draft.visibleAt = call.now + hiddenMs
        draft.receiptHandle = call.id('', 32)
      })
      return shown(taken, tellsSystem, MessageAttributeNames.length > 0)
    })
    return Messages.length > 0 ? { Messages } : {}
  },

  DeleteMessage({ QueueUrl, ReceiptHandle }, call) {
    const { name } = findQueue(call, QueueUrl)
    const held = call
      .table(queuedMessages)
      .find(message => message.queue === name && message.receiptHandle === ReceiptHandle)
    if (held) call.table(queuedMessages).delete(held.messageId)
    return {}
  },
} satisfies SqsOperations

/** Puts a message into a queue, and counts it where CloudWatch can see. */
export function enqueue(
  call: Call,
  queue: QueueRecord,
  body: string,
  attributes: Record<string, MessageAttributeValue> = {},
  delaySeconds = 0,
): QueuedMessage {
  const messageId = uuid(call)
  const dimensions = [{ Name: 'QueueName', Value: queue.name }]
  const message = call.table(queuedMessages).put(messageId, {
    messageId,
    queue: queue.name,
    body,
    attributes,
    sentAt: call.now,
    visibleAt: call.now + delaySeconds * 1000,
    receiveCount: 0,
  })
  observe(call, { namespace: 'AWS/SQS', name: 'NumberOfMessagesSent', dimensions, value: 1 })
  return message
}

function shown(message: QueuedMessage, tellsSystem: boolean, tellsAttributes: boolean) {
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(tellsSystem && {
      Attributes: {
        SentTimestamp: String(message.sentAt),
        ApproximateReceiveCount: String(message.receiveCount),
      },
    }),
    ...(tellsAttributes && { MessageAttributes: message.attributes }),
  }
}

/** What is older than the queue keeps is gone. */
function expire(call: Call, queue: QueueRecord): void {
  const oldest = call.now - Number(attributesOf(call, queue).MessageRetentionPeriod) * 1000
  const stale = call.table(queuedMessages).filter(one => one.queue === queue.name && one.sentAt < oldest)
  for (const { messageId } of stale) call.table(queuedMessages).delete(messageId)
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
