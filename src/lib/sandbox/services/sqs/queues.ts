import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { attributesOf, checkAttributes } from './attributes.ts'
import { deletedQueues, type QueueRecord, queuedMessages, queues, type SqsOperations } from './tables.ts'

/** "DeleteQueue": you must wait at least 60 seconds before creating a queue with the same name. */
const nameBlockedMs = 60_000

export const queueOperations = {
  CreateQueue({ QueueName, Attributes = {}, tags = {} }, call) {
    if (!/^[\w-]{1,80}$/.test(QueueName)) {
      throw invalidParameter(
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      )
    }
    checkAttributes(Attributes)
    const existing = call.table(queues).get(QueueName)
    if (existing) {
      const now = attributesOf(call, existing)
      const differs = Object.entries(Attributes).some(([name, value]) => (now[name] ?? '') !== value)
      if (differs) {
        throw awsError('QueueNameExists', 'A queue already exists with the same name and a different value.')
      }
      return { QueueUrl: urlOf(call, QueueName) }
    }
    if ((call.table(deletedQueues).get(QueueName) ?? Number.NEGATIVE_INFINITY) + nameBlockedMs > call.now) {
      throw awsError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      )
    }
    call.table(queues).put(QueueName, {
      name: QueueName,
      arn: call.arn(QueueName, 'sqs'),
      attributes: Attributes,
      tags,
      createdAt: call.date,
      modifiedAt: call.date,
    })
    return { QueueUrl: urlOf(call, QueueName) }
  },

  DeleteQueue({ QueueUrl }, call) {
    const { name } = findQueue(call, QueueUrl)
    purge(call, name)
    call.table(queues).delete(name)
    call.table(deletedQueues).put(name, call.now)
    return {}
  },

  GetQueueUrl({ QueueName }, call) {
    if (!call.table(queues).has(QueueName)) throw noQueue()
    return { QueueUrl: urlOf(call, QueueName) }
  },

  ListQueues({ QueueNamePrefix = '', MaxResults = 1000, NextToken }, call) {
    const names = call.table(queues).keys()
    const found = names.filter(name => name.startsWith(QueueNamePrefix)).sort()
    const { items, next } = page(found, NextToken, MaxResults)
    return { QueueUrls: items.map(name => urlOf(call, name)), NextToken: next }
  },

  GetQueueAttributes({ QueueUrl, AttributeNames = [] }, call) {
    const all = attributesOf(call, findQueue(call, QueueUrl))
    const isAsked = (name: string) =>
      AttributeNames.includes('All') || AttributeNames.some(one => one === name)
    return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => isAsked(name))) }
  },

  SetQueueAttributes({ QueueUrl, Attributes }, call) {
    const { name } = findQueue(call, QueueUrl)
    checkAttributes(Attributes)
    call.table(queues).update(name, draft => {
      Object.assign(draft.attributes, Attributes)
      draft.modifiedAt = call.date
    })
    return {}
  },

  PurgeQueue({ QueueUrl }, call) {
    purge(call, findQueue(call, QueueUrl).name)
    return {}
  },

  TagQueue({ QueueUrl, Tags }, call) {
    call.table(queues).update(findQueue(call, QueueUrl).name, draft => {
      Object.assign(draft.tags, Tags)
    })
    return {}
  },

  UntagQueue({ QueueUrl, TagKeys }, call) {
    call.table(queues).update(findQueue(call, QueueUrl).name, draft => {
      for (const key of TagKeys) delete draft.tags[key]
    })
    return {}
  },

  ListQueueTags: ({ QueueUrl }, call) => ({ Tags: { ...findQueue(call, QueueUrl).tags } }),
} satisfies SqsOperations

/** @throws AwsError QueueDoesNotExist */
export function findQueue(call: Call, url: string): QueueRecord {
  const queue = call.table(queues).get(url.split('/').at(-1) ?? '')
  if (!queue) throw noQueue()
  return queue
}

export function invalidParameter(message: string): AwsError {
  return awsError('InvalidParameterValue', message)
}

function urlOf(call: Call, name: string): string {
  return `${call.endpoint}/${call.account}/${name}`
}

function noQueue(): AwsError {
  return awsError('QueueDoesNotExist', 'The specified queue does not exist.')
}

function purge(call: Call, queue: string): void {
  for (const { messageId } of call.table(queuedMessages).filter(message => message.queue === queue)) {
    call.table(queuedMessages).delete(messageId)
  }
}
