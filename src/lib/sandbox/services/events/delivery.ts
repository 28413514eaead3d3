import type { Call } from '../../service.ts'
import { uuid } from '../identifiers.ts'
import { letsService } from '../invocation/resource-policies.ts'
import { invokeLater } from '../lambda/invoke.ts'
import { mayInvoke } from '../lambda/permissions.ts'
import { publish } from '../sns/publishing.ts'
import { topics } from '../sns/tables.ts'
import { enqueue } from '../sqs/messages.ts'
import { queues } from '../sqs/tables.ts'
import { fits } from './patterns.ts'
import { type RuleRecord, rules } from './tables.ts'

interface Happening {
  /** `aws.ecs` */
  readonly source: string
  /** `ECS Task State Change` */
  readonly type: string
  readonly detail: object
  readonly resources?: readonly string[]
}

const eventBridge = 'events.amazonaws.com'

/** Tells EventBridge what has happened: every rule that it fits passes it on. */
export function emit(call: Call, { source, type, detail, resources = [] }: Happening): void {
  const enabled = call
    .table(rules)
    .filter(({ state, pattern }) => state !== 'DISABLED' && pattern !== undefined)
  if (enabled.length === 0) return
  const event = {
    version: '0',
    id: uuid(call),
    'detail-type': type,
    source,
    account: call.account,
    time: call.date.toISOString(),
    region: call.region,
    resources,
    detail,
  }
  // Dates and the like become what they are in JSON before anything is compared.
  const text = JSON.stringify(event)
  for (const rule of enabled) if (fits(JSON.parse(text), JSON.parse(rule.pattern!))) passOn(call, rule, text)
}

/** A target that does not let EventBridge in hears nothing, as in AWS. */
function passOn(call: Call, rule: RuleRecord, text: string): void {
  for (const { Arn = '', Input } of rule.targets) {
    const body = Input ?? text
    const queue = call.table(queues).find(({ arn }) => arn === Arn)
    if (queue && letsService(queue.attributes.Policy, eventBridge, 'sqs:sendmessage', rule.arn)) {
      enqueue(call, queue, body)
    }
    const topic = call.table(topics).get(Arn)
    if (topic && letsService(topic.attributes.Policy, eventBridge, 'sns:publish', rule.arn)) {
      publish(call, Arn, body)
    }
    if (/:lambda:/.test(Arn) && mayInvoke(call, Arn, eventBridge, rule.arn)) {
      invokeLater(call, { function: Arn, event: body })
    }
  }
}
