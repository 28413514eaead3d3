import type { Rule } from '@aws-sdk/client-eventbridge'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { arnOf, type Place } from './arn.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { clusterNameOf } from './cluster.ts'
import { ruleName } from './event-rule-name.ts'
import { refuseForeign } from './foreign.ts'
import { jobId } from './jobs.ts'
import { idIn, nameOf, type Owner, type Scope, tagList } from './names.ts'
import { onDemandFunctionArn, wakerRule } from './on-demand/on-demand-names.ts'
import { queue } from './queue.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'

export type EventRuleSpec =
  /** What became of tasks of this family that did not end well goes into this queue. */
  | { readonly of: 'job'; readonly family: string; readonly queue: string; readonly owner: Owner }
  /** What becomes of the tasks of this service goes to the waker. */
  | { readonly of: 'on-demand'; readonly cluster: string; readonly service: string; readonly owner: Owner }

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
type Deps = Standing<typeof deps>

/**
 * Listens to ECS: puts into a job's queue what became of a task that did not end well, since nobody else would notice,
 * and tells the waker when the first task runs and when the last one has gone.
 */
export const eventRule = defineResource<EventRuleSpec, EventRuleState, typeof deps>({
  kind: 'event-rule',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    const { project, environment, onDemand } = manifest
    const owner = { project, environment }
    const ofJobs = Object.keys(manifest.jobs).map((name): [string, EventRuleSpec] => {
      const id = jobId(name)
      return [id, { of: 'job', family: nameOf(manifest, id), queue: id, owner }]
    })
    const service = onDemand && nameOf(manifest, onDemand.service)
    const ofWaker: [string, EventRuleSpec][] = service
      ? [[wakerRule, { of: 'on-demand', cluster: clusterNameOf(manifest), service, owner }]]
      : []
    return Object.fromEntries([...ofJobs, ...ofWaker])
  },

  async inspect(scope, ports) {
    const NamePrefix = nameOf(scope, '')
    const rules = await pages(ports.eventbridge.listRules, { NamePrefix }, page => page.Rules)
    const found = await Promise.all(rules.map(one => read(one, scope, ports)))
    return Object.fromEntries(found.flat())
  },

  diff: (want, have, standing) => [
    ...changed('pattern', have.pattern, canonicalJson(patternFor(want, have))),
    ...changed('enabled', have.enabled, true),
    ...changed('targets', have.targets, targetsFor(want, have, standing)),
  ],

  async ensure(want, have, standing, run) {
    const { scope, ports, id } = run
    const name = ruleName(scope, id)
    const pattern = patternFor(want, scope)
    if (!have) await refuseTaken(name, run)
    const Tags = have ? undefined : tagList(scope, id)
    const Description =
      want.of === 'job' ? 'Tasks of a scheduled job that failed' : 'Tasks that are woken on demand'
    await ports.eventbridge.putRule({
      Name: name,
      EventPattern: JSON.stringify(pattern),
      State: 'ENABLED',
      Description,
      Tags,
    })
    const targets = targetsFor(want, scope, standing)
    const Targets = Object.entries(targets).map(([Id, Arn]) => ({ Id, Arn: Arn! }))
    await ports.eventbridge.putTargets({ Rule: name, Targets })
    const arn = arnOf(scope, 'events', `rule/${name}`)
    const { account, region } = scope
    const known = { pattern: canonicalJson(pattern), targets: targets as Record<string, string> }
    return { arn, name, enabled: true, ...known, account, region }
  },

  async remove({ name, targets }, { ports: { eventbridge } }) {
    const Ids = Object.keys(targets)
    if (Ids.length > 0) await unlessMissing(eventbridge.removeTargets({ Rule: name, Ids }))
    await unlessMissing(eventbridge.deleteRule({ Name: name }))
  },

  identify: ({ name }) => name,
})

function targetsFor(want: EventRuleSpec, place: Place, { queue }: Deps): Record<string, string | undefined> {
  if (want.of === 'job') return { queue: queue.get(want.queue)?.arn }
  return { waker: onDemandFunctionArn({ ...want.owner, ...place }, 'waker') }
}

function patternFor(want: EventRuleSpec, place: Place): object {
  const tasks = { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] }
  return { ...tasks, detail: want.of === 'job' ? failedTasks(want.family, place) : ownTasks(want, place) }
}

/**
 * A task of the job that ended by itself with another code than 0, or not by itself: it could not be set up, somebody
 * stopped it, Spot took it. EventBridge looks at each container of the list, of which there is one.
 */
function failedTasks(family: string, place: Place): object {
  return {
    lastStatus: ['STOPPED'],
    taskDefinitionArn: [{ prefix: arnOf(place, 'ecs', `task-definition/${family}:`) }],
    $or: [
      { containers: { exitCode: [{ 'anything-but': 0 }] } },
      { stopCode: [{ 'anything-but': 'EssentialContainerExited' }] },
    ],
  }
}

/** A task of the service that runs, or has gone. */
function ownTasks(want: Extract<EventRuleSpec, { of: 'on-demand' }>, place: Place): object {
  return {
    clusterArn: [arnOf(place, 'ecs', `cluster/${want.cluster}`)],
    group: [`service:${want.service}`],
    lastStatus: ['RUNNING', 'STOPPED'],
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
