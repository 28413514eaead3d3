import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { arnOf } from './arn.ts'
import { idIn, nameOf, tagList } from './names.ts'
import { changed, defineResource } from './resource.ts'

export interface TopicSpec {
  readonly emails: readonly string[]
}

export interface TopicState {
  readonly arn: string
  /** ARN of the subscription of each address that has confirmed. */
  readonly confirmed: Readonly<Record<string, string>>
  /** Addresses that have not clicked the link in their mail yet; AWS forgets them after three days. */
  readonly pending: readonly string[]
}

const id = 'alarms'

/** The SNS topic that alarms tell, and who hears of it by mail. */
export const topic = defineResource<TopicSpec, TopicState>({
  kind: 'topic',
  stage: 'bootstrap',
  deps: {},

  desired: ({ alarms }): Record<string, TopicSpec> =>
    alarms ? { [id]: { emails: [...new Set(alarms.notify)].sort() } } : {},

  async inspect(scope, ports): Promise<Record<string, TopicState>> {
    const arn = arnOf(scope, 'sns', nameOf(scope, id))
    const standing = await unlessMissing(ports.sns.listTagsForResource({ ResourceArn: arn }))
    return idIn(standing?.Tags, scope) === id ? { [id]: await read(arn, ports) } : {}
  },

  diff: ({ emails }, { confirmed, pending }) => {
    const unwanted = Object.keys(confirmed).filter(email => !emails.includes(email))
    const standing = [...Object.keys(confirmed), ...pending.filter(email => emails.includes(email))].sort()
    return unwanted.length > 0 || standing.length < emails.length ? changed('emails', standing, emails) : []
  },

  async ensure({ emails }, have, _deps, { scope, ports }) {
    const arn = have?.arn ?? (await create())
    const { confirmed, pending } = await read(arn, ports)
    const known = new Set([...Object.keys(confirmed), ...pending])
    const missing = emails.filter(email => !known.has(email))
    const unwanted = Object.entries(confirmed).filter(([email]) => !emails.includes(email))
    await Promise.all([
      ...missing.map(Endpoint => ports.sns.subscribe({ TopicArn: arn, Protocol: 'email', Endpoint })),
      ...unwanted.map(([, SubscriptionArn]) => ports.sns.unsubscribe({ SubscriptionArn })),
    ])
    return await read(arn, ports)

    async function create() {
      const { TopicArn } = await ports.sns.createTopic({ Name: nameOf(scope, id), Tags: tagList(scope, id) })
      return TopicArn!
    }
  },

  async remove({ arn }, { ports }) {
    await unlessMissing(ports.sns.deleteTopic({ TopicArn: arn }))
  },

  identify: ({ arn }) => arn,
})

async function read(arn: string, ports: Ports): Promise<TopicState> {
  const subscriptions = await pages(
    ports.sns.listSubscriptionsByTopic,
    { TopicArn: arn },
    page => page.Subscriptions,
  )
  // In place of an ARN, SNS says PendingConfirmation, and Deleted for a while after somebody unsubscribed.
  const confirmed = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn!.startsWith('arn:'))
  const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation')
  return {
    arn,
    confirmed: Object.fromEntries(confirmed.map(one => [one.Endpoint!, one.SubscriptionArn!])),
    pending: pending.map(({ Endpoint }) => Endpoint!).sort(),
  }
}
