import { CreateTopicCommand, DeleteTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { awsError } from '../../src/lib/sandbox/aws-error.ts'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { defineService } from '../../src/lib/sandbox/service.ts'
import { defineTable } from '../../src/lib/sandbox/store.ts'
import { clientConfig } from './client-config.ts'

interface Topic {
  arn: string
  /** Virtual ms at which each step came. */
  steps: number[]
}

const topics = defineTable<Topic>('sns.topics')

/** A service small enough to see the core through: a topic takes three steps of ten seconds once it is created. */
export const topicService = defineService({
  id: 'sns',
  load: () => import('@aws-sdk/client-sns'),
  operations: {
    CreateTopic({ Name }, call) {
      const arn = call.arn(Name)
      if (call.table(topics).has(arn)) throw awsError('InvalidParameterException', 'Topic already exists')
      call.table(topics).put(arn, { arn, steps: [] })
      if (Name === 'broken') throw new TypeError('a bug in the handler')
      if (Name === 'refused') throw awsError('InvalidParameterException', 'Refused after the write')
      call.schedule(10_000, 'sns.step', { arn })
      return { TopicArn: arn }
    },
    ListTopics(_input, call) {
      return {
        Topics: call
          .table(topics)
          .values()
          .map(({ arn, steps }) => ({ TopicArn: [arn, ...steps].join(' ') })),
      }
    },
    DeleteTopic({ TopicArn }, call) {
      call.table(topics).delete(TopicArn)
      return {}
    },
  },
  events: {
    'sns.step'({ arn }: { arn: string }, call) {
      if (!call.table(topics).has(arn)) return
      const { steps } = call.table(topics).update(arn, draft => {
        draft.steps.push(call.now)
      })
      if (steps.length < 3) call.schedule(10_000, 'sns.step', { arn })
    },
  },
})

export function topicClient(sandbox: Pick<Sandbox, 'endpoint'>, scope = {}) {
  const client = new SNSClient(clientConfig(sandbox, scope))
  return {
    create: async (Name: string) => (await client.send(new CreateTopicCommand({ Name }))).TopicArn!,
    delete: (TopicArn: string) => client.send(new DeleteTopicCommand({ TopicArn })),
    list: async () => (await client.send(new ListTopicsCommand({}))).Topics!.map(({ TopicArn }) => TopicArn!),
  }
}
