import type { QueueAttributeName } from '@aws-sdk/client-sqs'
import { awsName, type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import { arnOf } from './arn.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { ruleName } from './event-rule-name.ts'
import { refuseForeign } from './foreign.ts'
import { jobId } from './jobs.ts'
import { idIn, nameOf, type Owner, type Scope, tagsOf } from './names.ts'
import { allow } from './policy.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface QueueSpec {
  /** Name of the rule about events that fills it. */
  readonly rule: string
}

export interface QueueState {
  readonly arn: string
  readonly url: string
  readonly name: string
  /** Seconds. */
  readonly retention: number
  readonly encrypted: boolean
  /** Canonical JSON. */
  readonly policy: string | undefined
}

/** Two weeks, the longest that SQS keeps a message. */
const retention = 14 * 86_400

/** Where it lies what a job could not do, with the reason: runs that could not be started, and tasks that failed. */
export const queue = defineResource<QueueSpec, QueueState>({
  kind: 'queue',
  stage: 'bootstrap',
  deps: {},

  desired: manifest =>
    Object.fromEntries(
      Object.keys(manifest.jobs).map(name => [jobId(name), { rule: ruleName(manifest, jobId(name)) }]),
    ),

  async inspect(scope, ports) {
    const QueueNamePrefix = nameOf(scope, '')
    const listed = { QueueNamePrefix, MaxResults: 1000 }
    const urls = await pages(ports.sqs.listQueues, listed, page => page.QueueUrls)
    const found = await Promise.all(urls.map(url => read(url, scope, ports)))
    return Object.fromEntries(found.flat())
  },

  diff: ({ rule }, have) => [
    ...changed('retention', have.retention, retention),
    ...changed('encrypted', have.encrypted, true),
    ...changed('policy', have.policy, canonicalJson(policyFor(have.arn, rule))),
  ],

  async ensure({ rule }, have, _deps, run) {
    const name = queueName(run.scope, run.id)
    const arn = arnOf(run.scope, 'sqs', name)
    const policy = policyFor(arn, rule)
    const Attributes = {
      MessageRetentionPeriod: String(retention),
      SqsManagedSseEnabled: 'true',
      Policy: JSON.stringify(policy),
    }
    const url = have?.url ?? (await create(name, Attributes, run))
    if (have) await run.ports.sqs.setQueueAttributes({ QueueUrl: url, Attributes })
    return { arn, url, name, retention, encrypted: true, policy: canonicalJson(policy) }
  },

  async remove({ url }, { ports }) {
    await unlessMissing(ports.sqs.deleteQueue({ QueueUrl: url }))
  },

  identify: ({ name }) => name,
})

/** SQS takes at most 80 characters. */
export function queueName(owner: Owner, id: string): string {
  return nameOf(owner, id, 80)
}

/** The name of a queue stays taken for a minute after it was deleted (SQS API reference, DeleteQueue). */
async function create(QueueName: string, Attributes: Record<string, string>, run: Run): Promise<string> {
  const { scope, id, ports, clock, signal } = run
  const standing = await unlessMissing(ports.sqs.getQueueUrl({ QueueName }))
  if (standing) {
    const { Tags } = await ports.sqs.listQueueTags({ QueueUrl: standing.QueueUrl })
    refuseForeign(listed(Tags), scope, `Queue ${QueueName}`)
    await ports.sqs.setQueueAttributes({ QueueUrl: standing.QueueUrl, Attributes })
    return standing.QueueUrl!
  }
  const input = { QueueName, Attributes, tags: tagsOf(scope, id) }
  return until({ clock, signal, what: `the name ${QueueName} to be free`, within: 120 }, async () => {
    const made = await ports.sqs.createQueue(input).catch(error => {
      if (!/QueueDeletedRecently/.test(awsName(error) ?? '')) throw error
      run.waiting('a queue of this name was deleted less than a minute ago')
      return undefined
    })
    return made?.QueueUrl
  })
}

/** EventBridge has no role here: the queue itself lets it in, for one rule only. Scheduler comes by its own role. */
function policyFor(arn: string, rule: string): object {
  const ruleArn = `${arn.replace(':sqs:', ':events:').split(':').slice(0, 5).join(':')}:rule/${rule}`
  const condition = { ArnEquals: { 'aws:SourceArn': ruleArn } }
  const statement = {
    ...allow(['sqs:SendMessage'], [arn], condition),
    Principal: { Service: 'events.amazonaws.com' },
  }
  return { Version: '2012-10-17', Statement: [statement] }
}

const attributeNames: QueueAttributeName[] = [
  'MessageRetentionPeriod',
  'Policy',
  'QueueArn',
  'SqsManagedSseEnabled',
]

async function read(QueueUrl: string, scope: Scope, { sqs }: Ports) {
  const [tags, settings] = await Promise.all([
    unlessMissing(sqs.listQueueTags({ QueueUrl })),
    unlessMissing(sqs.getQueueAttributes({ QueueUrl, AttributeNames: attributeNames })),
  ])
  const id = idIn(listed(tags?.Tags), scope)
  const {
    QueueArn: arn = '',
    Policy,
    MessageRetentionPeriod,
    SqsManagedSseEnabled,
  } = settings?.Attributes ?? {}
  if (id === undefined || arn === '') return []
  const state: QueueState = {
    arn,
    url: QueueUrl,
    name: arn.split(':').at(-1)!,
    retention: Number(MessageRetentionPeriod),
    encrypted: SqsManagedSseEnabled === 'true',
    policy: canonicalText(Policy),
  }
  return [[id, state] as const]
}

function listed(tags: Readonly<Record<string, string>> = {}) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
