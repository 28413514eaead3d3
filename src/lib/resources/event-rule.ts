import type { Rule } from '@aws-sdk/client-eventbridge'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { stoppedOnDemand } from '../manifest/database-engine.ts'
import { arnOf, type Place } from './arn.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { clusterNameOf } from './cluster.ts'
import { type EventRuleSpec, patternFor } from './event-pattern.ts'
import { ruleName } from './event-rule-name.ts'
import { refuseForeign } from './foreign.ts'
import { jobId } from './jobs.ts'
import { idIn, nameOf, type Scope, tagList } from './names.ts'
import { databaseRule, onDemandFunctionArn, wakerRule } from './on-demand/on-demand-names.ts'
import { queue } from './queue.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'

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
 * and tells the waker when the first task runs and when the last one has gone. Listens to RDS for those databases that
 * the waker starts.
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
    const databases = stoppedOnDemand(manifest)
    const ofDatabases: [string, EventRuleSpec][] =
      databases.length > 0 ? [[databaseRule, { of: 'databases', databases, owner }]] : []
    return Object.fromEntries([...ofJobs, ...ofWaker, ...ofDatabases])
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
    await ports.eventbridge.putRule({
      Name: name,
      EventPattern: JSON.stringify(pattern),
      State: 'ENABLED',
      Description: descriptions[want.of],
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

const descriptions: Readonly<Record<EventRuleSpec['of'], string>> = {
  job: 'Tasks of a scheduled job that failed',
  'on-demand': 'Tasks that are woken on demand',
  databases: 'Databases that are started on demand',
}

function targetsFor(want: EventRuleSpec, place: Place, { queue }: Deps): Record<string, string | undefined> {
  if (want.of === 'job') return { queue: queue.get(want.queue)?.arn }
  return { waker: onDemandFunctionArn({ ...want.owner, ...place }, 'waker') }
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
