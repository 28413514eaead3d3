import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { publish } from './publishing.ts'
import { type SnsOperations, subscriptions, type TopicRecord, topics } from './tables.ts'

export const topicOperations = {
  CreateTopic({ Name, Attributes = {}, Tags }, call) {
    checkName(Name)
    const arn = call.arn(Name)
    const existing = call.table(topics).get(arn)
    if (existing) checkAlike(existing, { Attributes, Tags: Tags?.length ? withTags([], Tags) : undefined })
    else call.table(topics).put(arn, { arn, attributes: Attributes, Tags: withTags([], Tags) })
    return { TopicArn: arn }
  },

  DeleteTopic({ TopicArn }, call) {
    for (const { arn } of call.table(subscriptions).filter(one => one.topicArn === TopicArn)) {
      call.table(subscriptions).delete(arn)
    }
    call.table(topics).delete(TopicArn)
    return {}
  },

  ListTopics({ NextToken }, call) {
    const { items, next } = page(call.table(topics).keys(), NextToken, 100)
    return { Topics: items.map(TopicArn => ({ TopicArn })), NextToken: next }
  },

  GetTopicAttributes({ TopicArn }, call) {
    const { attributes } = findTopic(call, TopicArn)
    const ofTopic = call.table(subscriptions).filter(one => one.topicArn === TopicArn)
    const computed = {
      TopicArn,
      Owner: call.account,
      DisplayName: '',
      Policy: defaultPolicy(TopicArn, call.account),
      EffectiveDeliveryPolicy: effectiveDeliveryPolicy,
      SubscriptionsConfirmed: String(ofTopic.filter(({ isPending }) => !isPending).length),
      SubscriptionsPending: String(ofTopic.filter(({ isPending }) => isPending).length),
      SubscriptionsDeleted: '0',
    }
    return { Attributes: { ...computed, ...attributes } }
  },

  SetTopicAttributes({ TopicArn, AttributeName, AttributeValue = '' }, call) {
    findTopic(call, TopicArn)
    if (!settable.includes(AttributeName)) throw invalidParameter('AttributeName')
    call.table(topics).update(TopicArn, topic => {
      topic.attributes[AttributeName] = AttributeValue
    })
    return {}
  },

  Publish({ TopicArn, Subject, Message }, call) {
    if (TopicArn === undefined) throw invalidParameter('TopicArn')
    findTopic(call, TopicArn)
    if (Message === '') throw invalidParameter('Empty message')
    return { MessageId: publish(call, TopicArn, Message, Subject) }
  },

  TagResource({ ResourceArn, Tags }, call) {
    findTagged(call, ResourceArn)
    call.table(topics).update(ResourceArn, topic => {
      topic.Tags = withTags(topic.Tags, Tags)
    })
    return {}
  },

  UntagResource({ ResourceArn, TagKeys }, call) {
    findTagged(call, ResourceArn)
    call.table(topics).update(ResourceArn, topic => {
      topic.Tags = withoutTags(topic.Tags, TagKeys)
    })
    return {}
  },

  ListTagsForResource: ({ ResourceArn }, call) => ({ Tags: findTagged(call, ResourceArn).Tags }),
} satisfies SnsOperations

const settable = [
  'DisplayName',
  'Policy',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
]

const retry = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
}
const effectiveDeliveryPolicy = JSON.stringify({ http: { defaultHealthyRetryPolicy: retry } })

/** @throws AwsError NotFound */
export function findTopic(call: Call, arn: string): TopicRecord {
  const topic = call.table(topics).get(arn)
  if (!topic) throw awsError('NotFoundException', 'Topic does not exist')
  return topic
}

export function invalidParameter(what: string): AwsError {
  return awsError('InvalidParameterException', `Invalid parameter: ${what}`)
}

/** Tagging has a not-found error of its own. */
function findTagged(call: Call, arn: string): TopicRecord {
  const topic = call.table(topics).get(arn)
  if (!topic) throw awsError('ResourceNotFoundException', 'Resource does not exist')
  return topic
}

function checkName(name: string): void {
  if (!/^[\w-]{1,256}$/.test(name) && !/^[\w-]{1,251}\.fifo$/.test(name)) throw invalidParameter('Topic Name')
}

/** Creating a topic again is fine only with what it has already. */
function checkAlike(
  have: TopicRecord,
  want: { Attributes: Record<string, string>; Tags?: TopicRecord['Tags'] | undefined },
) {
  if (Object.entries(want.Attributes).some(([name, value]) => have.attributes[name] !== value)) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes')
  }
  const sorted = (tags: TopicRecord['Tags']) =>
    JSON.stringify(tags.map(({ Key, Value }) => [Key, Value]).sort())
  if (want.Tags && sorted(want.Tags) !== sorted(have.Tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags')
  }
}

function defaultPolicy(arn: string, account: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
  ]
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: [...actions, 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'].map(action => `SNS:${action}`),
    Resource: arn,
    Condition: { StringEquals: { 'AWS:SourceOwner': account } },
  }
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement] })
}
