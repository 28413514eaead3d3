import { arnOf, type Place } from './arn.ts'
import { instancePatterns } from './database-names.ts'
import type { Owner } from './names.ts'

export type EventRuleSpec =
  /** What became of tasks of this family that did not end well goes into this queue. */
  | { readonly of: 'job'; readonly family: string; readonly queue: string; readonly owner: Owner }
  /** What becomes of the tasks of this service goes to the waker. */
  | { readonly of: 'on-demand'; readonly cluster: string; readonly service: string; readonly owner: Owner }
  /** That one of these databases has started, by their names in the manifest, goes to the waker. */
  | { readonly of: 'databases'; readonly databases: readonly string[]; readonly owner: Owner }

/** What EventBridge compares events with. Pure. */
export function patternFor(want: EventRuleSpec, place: Place): object {
  if (want.of === 'databases') return startedDatabases(want)
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

/**
 * An instance has started, or AWS starts one that was stopped for seven days. A restore may have made another instance
 * the database, so that each that it may be is listened to.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 */
function startedDatabases({ databases, owner }: Extract<EventRuleSpec, { of: 'databases' }>): object {
  const names = databases.flatMap(id => instancePatterns(owner, id))
  const exact = names.filter(name => !name.includes('?'))
  const prefixes = new Set(names.filter(name => name.includes('?')).map(name => name.split('?', 1)[0]!))
  return {
    source: ['aws.rds'],
    'detail-type': ['RDS DB Instance Event'],
    detail: {
      EventID: ['RDS-EVENT-0088', 'RDS-EVENT-0154'],
      SourceIdentifier: [...exact, ...[...prefixes].map(prefix => ({ prefix }))],
    },
  }
}
