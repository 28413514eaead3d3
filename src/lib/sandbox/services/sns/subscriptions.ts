import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { type SnsOperations, type SubscriptionRecord, subscriptions } from './tables.ts'
import { findTopic, invalidParameter } from './topics.ts'

/** What an endpoint must look like, by protocol. */
const endpoints: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  'email-json': /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  http: /^http:\/\//,
  https: /^https:\/\//,
  lambda: /^arn:aws:lambda:/,
  sms: /^\+?[\d-]+$/,
  sqs: /^arn:aws:sqs:/,
}

const confirming = ['email', 'email-json', 'http', 'https']
const pendingArn = 'PendingConfirmation'

export const subscriptionOperations = {
  Subscribe({ TopicArn, Protocol, Endpoint = '', Attributes = {}, ReturnSubscriptionArn = false }, call) {
    findTopic(call, TopicArn)
    const pattern = Object.hasOwn(endpoints, Protocol) ? endpoints[Protocol] : undefined
    if (!pattern) throw invalidParameter(`Amazon SNS does not support this protocol string: ${Protocol}`)
    if (!pattern.test(Endpoint)) throw invalidParameter(`${Protocol.replace('-json', '')} endpoint`)
    const existing = call
      .table(subscriptions)
      .find(one => one.topicArn === TopicArn && one.protocol === Protocol && one.endpoint === Endpoint)
    const arn = existing?.arn ?? `${TopicArn}:${call.id('', 32)}`
    const isPending = existing?.isPending ?? confirming.includes(Protocol)
    call.table(subscriptions).put(arn, {
      arn,
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      owner: call.account,
      isPending,
      token: existing?.token ?? call.id('', 64),
      attributes: { ...existing?.attributes, ...Attributes },
    })
    return { SubscriptionArn: isPending && !ReturnSubscriptionArn ? 'pending confirmation' : arn }
  },

  ConfirmSubscription({ TopicArn, Token }, call) {
    findTopic(call, TopicArn)
    const found = call.table(subscriptions).find(one => one.topicArn === TopicArn && one.token === Token)
    if (!found) throw invalidParameter('Token')
    call.table(subscriptions).update(found.arn, draft => {
      draft.isPending = false
    })
    return { SubscriptionArn: found.arn }
  },

  Unsubscribe({ SubscriptionArn }, call) {
    const found = call.table(subscriptions).get(SubscriptionArn)
    if (SubscriptionArn.split(':').length < 6) {
      throw invalidParameter(
        `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${SubscriptionArn.split(':').length}`,
      )
    }
    if (found?.isPending) {
      throw invalidParameter('This operation is not allowed for a subscription that is pending confirmation')
    }
    call.table(subscriptions).delete(SubscriptionArn)
    return {}
  },

  ListSubscriptions({ NextToken }, call) {
    const { items, next } = page(call.table(subscriptions).values(), NextToken, 100)
    return { Subscriptions: items.map(listed), NextToken: next }
  },

  ListSubscriptionsByTopic({ TopicArn, NextToken }, call) {
    findTopic(call, TopicArn)
    const ofTopic = call.table(subscriptions).filter(one => one.topicArn === TopicArn)
    const { items, next } = page(ofTopic, NextToken, 100)
    return { Subscriptions: items.map(listed), NextToken: next }
  },

  GetSubscriptionAttributes({ SubscriptionArn }, call) {
    const found = call.table(subscriptions).get(SubscriptionArn)
    if (!found) throw awsError('NotFoundException', 'Subscription does not exist')
    const { arn, topicArn, protocol, endpoint, owner, isPending, attributes } = found
    return {
      Attributes: {
        ...attributes,
        SubscriptionArn: arn,
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        Owner: owner,
        PendingConfirmation: String(isPending),
        ConfirmationWasAuthenticated: String(!isPending),
        RawMessageDelivery: attributes.RawMessageDelivery ?? 'false',
      },
    }
  },
} satisfies SnsOperations

/** Lists hide the ARN of a subscription that is not confirmed. */
function listed({ arn, isPending, topicArn, protocol, endpoint, owner }: SubscriptionRecord) {
  const SubscriptionArn = isPending ? pendingArn : arn
  return { SubscriptionArn, TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, Owner: owner }
}
