import { randomUUID } from 'node:crypto'
import type { CreateScheduleInput } from '@aws-sdk/client-scheduler'
import { awsReason, type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import { arnOf } from './arn.ts'
import { clusterNameOf } from './cluster.ts'
import { awsCron } from './cron.ts'
import { jobId, pinnedJobs } from './jobs.ts'
import type { Scope } from './names.ts'
import { queue } from './queue.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { role } from './role.ts'
import { scheduleGroup, scheduleGroupName } from './schedule-group.ts'
import { type ScheduleSettings, scheduleOf, settingsOf } from './schedule-settings.ts'
import { securityGroup } from './security-group.ts'
import { subnet, subnetIds } from './subnet.ts'
import { taskDefinition } from './task-definition.ts'
import { type Tier, tierOf } from './task-subnets.ts'

export interface ScheduleSpec {
  readonly job: string
  /** In AWS's own form: `cron(0 3 * * ? *)`. */
  readonly expression: string
  readonly timezone: string
  readonly cluster: string
  readonly tier: Tier
  readonly retries: number
}

export interface ScheduleState {
  readonly arn: string
  readonly name: string
  readonly group: string
  readonly settings: ScheduleSettings
}

const deps = { scheduleGroup, taskDefinition, role, queue, subnet, securityGroup }
type Deps = Standing<typeof deps>

/** What a job's name begins with in the group, where others may have schedules too. */
const prefix = 'job-'

/**
 * When a job runs, and on which revision: that of the release which serves, never just the latest. A release moves it
 * with its services, and a rollback takes it back.
 */
export const schedule = defineResource<ScheduleSpec, ScheduleState, typeof deps>({
  kind: 'schedule',
  stage: 'deploy',
  deps,

  desired: manifest =>
    Object.fromEntries(
      pinnedJobs(manifest).map(([job, service]) => {
        const { schedule, timezone, retries } = manifest.jobs[job]!
        const tier = tierOf(service, manifest.network)
        const cluster = clusterNameOf(manifest)
        return [job, { job, expression: awsCron(schedule), timezone, cluster, tier, retries }]
      }),
    ),

  async inspect(scope, ports) {
    const listed = { GroupName: scheduleGroupName(scope), NamePrefix: prefix }
    const found = await unlessMissing(pages(ports.scheduler.listSchedules, listed, page => page.Schedules))
    const states = await Promise.all((found ?? []).map(({ Name = '' }) => readSchedule(Name, scope, ports)))
    return Object.fromEntries(
      states.flatMap(state => (state ? [[state.name.slice(prefix.length), state]] : [])),
    )
  },

  diff: (want, have, standing) => {
    const place = placeOf(have.arn)
    const wanted = settingsFor(want, place, standing)
    return Object.entries(wanted).flatMap(([path, to]) =>
      changed(path, have.settings[path as keyof ScheduleSettings], to),
    )
  },

  async ensure(want, have, standing, run) {
    const { scope, ports } = run
    const GroupName = scheduleGroupName(scope)
    const Name = scheduleName(want.job)
    const settings = settingsFor(want, scope, standing)
    const input = { ...scheduleOf(settings), GroupName, Name }
    const stands = have ?? (await readSchedule(Name, scope, ports))
    if (stands) await ports.scheduler.updateSchedule(input)
    else await create(input, run)
    return {
      arn: arnOf(scope, 'scheduler', `schedule/${GroupName}/${Name}`),
      name: Name,
      group: GroupName,
      settings,
    }
  },

  async remove({ name, group }, { ports }) {
    await unlessMissing(ports.scheduler.deleteSchedule({ Name: name, GroupName: group }))
  },

  identify: ({ name }) => name,
})

/** The name of a job's schedule, within the group. */
export function scheduleName(job: string): string {
  return prefix + job
}

/** Reads one schedule; undefined where there is none. */
export async function readSchedule(
  Name: string,
  scope: Scope,
  { scheduler }: Ports,
): Promise<ScheduleState | undefined> {
  const group = scheduleGroupName(scope)
  const found = await unlessMissing(scheduler.getSchedule({ Name, GroupName: group }))
  return found && { arn: found.Arn!, name: Name, group, settings: settingsOf(found) }
}

type Place = Pick<Scope, 'account' | 'region'>

function placeOf(arn: string): Place {
  const [, , , region = '', account = ''] = arn.split(':')
  return { region, account }
}

function settingsFor(want: ScheduleSpec, place: Place, standing: Deps): ScheduleSettings {
  const { job, expression, timezone, tier, retries } = want
  return {
    state: 'ENABLED',
    expression,
    timezone,
    cluster: arnOf(place, 'ecs', `cluster/${want.cluster}`),
    taskDefinition: standing.taskDefinition.get(jobId(job))?.arn,
    role: standing.role.get(`scheduler-${job}`)?.arn,
    queue: standing.queue.get(jobId(job))?.arn,
    subnets: subnetIds(standing.subnet, tier).toSorted(),
    securityGroup: standing.securityGroup.get('tasks')?.groupId,
    publicAddress: tier === 'public',
    retries,
  }
}

/** For some seconds Scheduler cannot assume a role that is new, and calls the request invalid. */
async function create(input: CreateScheduleInput, { ports, clock, signal }: Run): Promise<void> {
  const what = `schedule ${input.Name} to be accepted`
  const ClientToken = randomUUID()
  await until({ clock, signal, what, within: 120 }, async () => {
    try {
      await ports.scheduler.createSchedule({ ...input, ClientToken })
      return true
    } catch (error) {
      const isYoung = awsReason(error) === 'invalid' && /assume the role/.test(String(error))
      if (!isYoung) throw error
      return undefined
    }
  })
}
