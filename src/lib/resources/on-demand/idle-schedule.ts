import { randomUUID } from 'node:crypto'
import { awsReason, type Ports, unlessExists, unlessMissing, until } from '../../aws/index.ts'
import type { Scope } from '../names.ts'
import { changed, defineResource, type Run, type Standing } from '../resource.ts'
import { role } from '../role.ts'
import { scheduleGroup, scheduleGroupName } from '../schedule-group.ts'
import { onDemandFunction } from './on-demand-function.ts'
import { onDemandPrefix } from './on-demand-names.ts'

export interface IdleScheduleSpec {
  /** In AWS's own form: `rate(15 minutes)`. */
  readonly expression: string
}

interface IdleScheduleSettings {
  readonly expression: string
  readonly function: string | undefined
  readonly role: string | undefined
  readonly state: string
}

export interface IdleScheduleState {
  readonly name: string
  readonly group: string
  readonly settings: IdleScheduleSettings
}

const deps = { scheduleGroup, onDemandFunction, role }
type Deps = Standing<typeof deps>

const id = `${onDemandPrefix}idler`
const Name = 'on-demand-idler'
const minute = 60

/** How often the idler looks. */
export const idleSchedule = defineResource<IdleScheduleSpec, IdleScheduleState, typeof deps>({
  kind: 'idle-schedule',
  stage: 'bootstrap',
  deps,

  desired({ onDemand }): Record<string, IdleScheduleSpec> {
    if (!onDemand) return {}
    const minutes = Math.max(1, Math.round(onDemand.idle.checkEvery / minute))
    return { [id]: { expression: minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)` } }
  },

  async inspect(scope, ports): Promise<Record<string, IdleScheduleState>> {
    const standing = await read(scope, ports)
    return standing ? { [id]: standing } : {}
  },

  diff: (want, have, standing) =>
    Object.entries(settingsFor(want, standing)).flatMap(([path, to]) =>
      changed(path, have.settings[path as keyof IdleScheduleSettings], to),
    ),

  async ensure(want, have, standing, run) {
    const settings = settingsFor(want, standing)
    const GroupName = scheduleGroupName(run.scope)
    const input = {
      Name,
      GroupName,
      ScheduleExpression: settings.expression,
      State: 'ENABLED' as const,
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      // The next look comes soon; a missed one is not worth a second try.
      Target: { Arn: settings.function!, RoleArn: settings.role!, RetryPolicy: { MaximumRetryAttempts: 0 } },
    }
    if (have ?? (await read(run.scope, run.ports))) await run.ports.scheduler.updateSchedule(input)
    else await create(input, run)
    return { name: Name, group: GroupName, settings }
  },

  async remove({ name, group }, { ports }) {
    await unlessMissing(ports.scheduler.deleteSchedule({ Name: name, GroupName: group }))
  },

  identify: ({ name }) => name,
})

function settingsFor({ expression }: IdleScheduleSpec, standing: Deps): IdleScheduleSettings {
  return {
    expression,
    function: standing.onDemandFunction.get(id)?.arn,
    role: standing.role.get('on-demand-scheduler')?.arn,
    state: 'ENABLED',
  }
}

async function read(scope: Scope, { scheduler }: Ports): Promise<IdleScheduleState | undefined> {
  const GroupName = scheduleGroupName(scope)
  const found = await unlessMissing(scheduler.getSchedule({ Name, GroupName }))
  if (!found) return undefined
  const { ScheduleExpression, Target, State } = found
  const settings = {
    expression: ScheduleExpression!,
    function: Target?.Arn,
    role: Target?.RoleArn,
    state: State ?? 'ENABLED',
  }
  return { name: Name, group: GroupName, settings }
}

/** For some seconds Scheduler cannot assume a role that is new, and calls the request invalid. */
async function create(input: Parameters<Ports['scheduler']['createSchedule']>[0], run: Run): Promise<void> {
  const { ports, clock, signal } = run
  const ClientToken = randomUUID()
  await until({ clock, signal, what: `schedule ${Name} to be accepted`, within: 120 }, async () => {
    try {
      await unlessExists(ports.scheduler.createSchedule({ ...input, ClientToken }))
      return true
    } catch (error) {
      if (awsReason(error) !== 'invalid' || !/assume the role/.test(String(error))) throw error
      return undefined
    }
  })
}
