import { type Ports, unlessMissing, until } from '../aws/index.ts'
import { arnOf } from './arn.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Owner, tagList } from './names.ts'
import { defineResource, type Run } from './resource.ts'

export interface ScheduleGroupState {
  readonly arn: string
  readonly name: string
}

/** The group of an environment's schedules, which have no tags of their own: who the group belongs to, they do. */
export const scheduleGroup = defineResource<object, ScheduleGroupState>({
  kind: 'schedule-group',
  stage: 'bootstrap',
  deps: {},

  desired: ({ jobs, onDemand }): Record<string, object> =>
    Object.keys(jobs).length > 0 || onDemand ? { main: {} } : {},

  async inspect(scope, ports): Promise<Record<string, ScheduleGroupState>> {
    const name = scheduleGroupName(scope)
    const ResourceArn = arnOf(scope, 'scheduler', `schedule-group/${name}`)
    const standing = await unlessMissing(ports.scheduler.listTagsForResource({ ResourceArn }))
    const isOurs = idIn(standing?.Tags, scope) === 'main' && (await stateOf(name, ports)) === 'ACTIVE'
    return isOurs ? { main: { arn: ResourceArn, name } } : {}
  },

  diff: () => [],

  async ensure(_want, have, _deps, run) {
    if (have) return have
    const { scope, ports, id } = run
    const name = scheduleGroupName(scope)
    const arn = arnOf(scope, 'scheduler', `schedule-group/${name}`)
    // One that is being deleted keeps its name until its schedules are gone.
    await waitFor(name, run, state => state !== 'DELETING')
    if (await stateOf(name, ports)) {
      const { Tags } = await ports.scheduler.listTagsForResource({ ResourceArn: arn })
      refuseForeign(Tags, scope, `Schedule group ${name}`)
    } else await ports.scheduler.createScheduleGroup({ Name: name, Tags: tagList(scope, id) })
    return { arn, name }
  },

  async remove({ name }, run) {
    await unlessMissing(run.ports.scheduler.deleteScheduleGroup({ Name: name }))
    await waitFor(name, run, state => state === undefined)
  },

  identify: ({ name }) => name,
})

export function scheduleGroupName({ project, environment }: Owner): string {
  return `${project}-${environment}`
}

async function waitFor(
  name: string,
  { ports, clock, signal }: Run,
  isReached: (state: string | undefined) => boolean,
): Promise<void> {
  const what = `schedule group ${name} to be deleted`
  await until({ clock, signal, what, within: 600 }, async () =>
    isReached(await stateOf(name, ports)) ? true : undefined,
  )
}

async function stateOf(Name: string, { scheduler }: Ports): Promise<string | undefined> {
  return (await unlessMissing(scheduler.getScheduleGroup({ Name })))?.State
}
