import type { Rule } from '@aws-sdk/client-eventbridge'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { arnOf, type Place } from './arn.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { ruleName } from './event-rule-name.ts'
import { refuseForeign } from './foreign.ts'
import { jobId } from './jobs.ts'
import { idIn, nameOf, type Scope, tagList } from './names.ts'
import { queue } from './queue.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface EventRuleSpec {
  /** Family of the task definitions whose tasks it looks at. */
  readonly family: string
  /** Logical id of the queue that it fills. */
  readonly queue: string
}

export interface EventRuleState extends Place {
  readonly arn: string
  readonly name: string
  readonly enabled: boolean
  /** Canonical JSON. */
  readonly pattern: string | undefined
  /** ARNs, by the id of the target. */
  readonly targets: Readonly<Record<string, string>>
}

const deps = { queue }
const target = 'queue'

/** Puts into a job's queue what became of a task of it that did not end well: nobody else would notice. */
export const eventRule = defineResource<EventRuleSpec, EventRuleState, typeof deps>({
  kind: 'event-rule',
  stage: 'bootstrap',
  deps,

  desired: manifest =>
    Object.fromEntries(
      Object.keys(manifest.jobs).map(name => {
        const id = jobId(name)
        return [id, { family: nameOf(manifest, id), queue: id }]
      }),
    ),

  async inspect(scope, ports) {
    const NamePrefix = nameOf(scope, '')
    const rules = await pages(ports.eventbridge.listRules, { NamePrefix }, page => page.Rules)
    const found = await Promise.all(rules.map(one => read(one, scope, ports)))
    return Object.fromEntries(found.flat())
  },

  diff: (want, have, standing) => [
    ...changed('pattern', have.pattern, canonicalJson(patternFor(want.family, have))),
    ...changed('enabled', have.enabled, true),
    ...changed('targets', have.targets, { [target]: standing.queue.get(want.queue)?.arn }),
  ],

  async ensure(want, have, standing, run) {
    const { scope, ports, id } = run
    const name = ruleName(scope, id)
    const pattern = patternFor(want.family, scope)
    if (!have) await refuseTaken(name, run)
    const Tags = have ? undefined : tagList(scope, id)
    const Description = 'Tasks of a scheduled job that failed'
    await ports.eventbridge.putRule({
      Name: name,
      EventPattern: JSON.stringify(pattern),
      State: 'ENABLED',
      Description,
      Tags,
    })
    const Arn = standing.queue.of(want.queue).arn
    await ports.eventbridge.putTargets({ Rule: name, Targets: [{ Id: target, Arn }] })
    const arn = arnOf(scope, 'events', `rule/${name}`)
    const { account, region } = scope
    return {
      arn,
      name,
      enabled: true,
      pattern: canonicalJson(pattern),
      targets: { [target]: Arn },
      account,
      region,
    }
  },

  async remove({ name, targets }, { ports: { eventbridge } }) {
    const Ids = Object.keys(targets)
    if (Ids.length > 0) await unlessMissing(eventbridge.removeTargets({ Rule: name, Ids }))
    await unlessMissing(eventbridge.deleteRule({ Name: name }))
  },

  identify: ({ name }) => name,
})

/**
 * A task of the job that ended by itself with another code than 0, or not by itself: it could not be set up, somebody
 * stopped it, Spot took it. EventBridge looks at each container of the list, of which there is one.
 */
function patternFor(family: string, place: Place): object {
  return {
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: {
      lastStatus: ['STOPPED'],
      taskDefinitionArn: [{ prefix: arnOf(place, 'ecs', `task-definition/${family}:`) }],
      $or: [
        { containers: { exitCode: [{ 'anything-but': 0 }] } },
        { stopCode: [{ 'anything-but': 'EssentialContainerExited' }] },
      ],
    },
  }
}

async function refuseTaken(name: string, { scope, ports }: Run): Promise<void> {
  const rules = await pages(ports.eventbridge.listRules, { NamePrefix: name }, page => page.Rules)
  const standing = rules.find(({ Name }) => Name === name)
  if (!standing) return
  const { Tags } = await ports.eventbridge.listTagsForResource({ ResourceARN: standing.Arn! })
  refuseForeign(Tags, scope, `EventBridge rule ${name}`)
}

async function read(one: Rule, { account, region, ...owner }: Scope, { eventbridge }: Ports) {
  const { Name: name = '', Arn: arn = '', EventPattern, State } = one
  const [tags, targets] = await Promise.all([
    unlessMissing(eventbridge.listTagsForResource({ ResourceARN: arn })),
    unlessMissing(eventbridge.listTargetsByRule({ Rule: name })),
  ])
  const id = idIn(tags?.Tags, owner)
  if (id === undefined) return []
  const state: EventRuleState = {
    arn,
    name,
    enabled: State === 'ENABLED',
    pattern: canonicalText(EventPattern),
    targets: Object.fromEntries((targets?.Targets ?? []).map(({ Id, Arn }) => [Id!, Arn!])),
    account,
    region,
  }
  return [[id, state] as const]
}
