import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type QueueRecord, queuedMessages } from './tables.ts'

/** What a new queue has; encrypted by SQS's own keys, as AWS has it since 2022. */
const defaults: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
}

/** "SetQueueAttributes" in the API reference. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
}
const texts = ['KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy', 'SqsManagedSseEnabled']

/** @throws AwsError InvalidAttributeName, InvalidAttributeValue */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = ranges[name]
    if (!range && !texts.includes(name)) throw awsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
    const number = Number(value)
    if (range && !(Number.isInteger(number) && number >= range[0] && number <= range[1]))
      throw invalidValue(name)
    if (name === 'Policy' && value !== '' && !isDocument(value)) throw invalidValue(name)
  }
}

/** All attributes of a queue, as GetQueueAttributes answers them. */
export function attributesOf(call: Call, queue: QueueRecord): Record<string, string> {
  const held = call.table(queuedMessages).filter(message => message.queue === queue.name)
  const hidden = held.filter(({ visibleAt }) => visibleAt > call.now)
  const set = Object.entries({ ...defaults, ...queue.attributes }).filter(([, value]) => value !== '')
  return {
    ...Object.fromEntries(set),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(held.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length),
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: String(Math.floor(queue.createdAt.getTime() / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt.getTime() / 1000)),
  }
}

function invalidValue(name: string): AwsError {
  return awsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)
}

function isDocument(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
