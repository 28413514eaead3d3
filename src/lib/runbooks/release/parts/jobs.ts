import { pages } from '../../../aws/index.ts'
import type { ReleasedJob } from '../../../releases/released-things.ts'
import { apply } from '../../../resources/graph.ts'
import { jobId } from '../../../resources/jobs.ts'
import { nameOf } from '../../../resources/names.ts'
import { type PlanItem, planFor } from '../../../resources/plan.ts'
import { readSchedule, schedule, scheduleName } from '../../../resources/schedule.ts'
import { scheduleOf } from '../../../resources/schedule-settings.ts'
import { type TaskDefinitionState, taskDefinition } from '../../../resources/task-definition.ts'
import type { Moved, PartFound, PartRun, PreparedPart, ReleasePart } from './part.ts'

/**
 * What runs by the clock. Its task definition is registered with those of the services; that a job runs it from now
 * on is what a release moves, once the services run well, and what a rollback takes back.
 */
export const jobs: ReleasePart<ReleasedJob> = {
  name: 'jobs',
  one: 'job',
  describe: ({ taskDefinition }) => revisionOf(taskDefinition),
  names: manifest => Object.keys(manifest.jobs),
  serviceOf: (manifest, name) => manifest.jobs[name]?.service,
  // The ground of schedules is checked with that of services, and their secrets are those of services.
  check: async () => ({ checks: 0, findings: [], value: undefined }),
  prepare: async run => prepared(run),
  assess,
  restore,
  tidy,
}

function prepared({ context }: PartRun): PreparedPart<ReleasedJob> {
  let found: PartFound | undefined
  return {
    async wanted(standing) {
      found = standing
      const names = Object.keys(schedule.desired(standing.pinned))
      return Object.fromEntries(names.map(name => [name, wantedJob(name, standing)]))
    },
    move: name => move(context, name, found!),
  }
}

function wantedJob(name: string, found: PartFound): ReleasedJob {
  const isMoving = [definitionItem(name, found), scheduleItem(name, found)].some(
    item => item && item.action !== 'none',
  )
  if (isMoving) return { outcome: 'pending' }
  return { outcome: 'unchanged', taskDefinition: standingDefinition(name, found) }
}

async function move(
  context: PartRun['context'],
  name: string,
  found: PartFound,
): Promise<Moved<ReleasedJob>> {
  const item = scheduleItem(name, found)!
  if (item.action !== 'none') await apply([item], found.world, context)
  const arn = standingDefinition(name, found)
  return { thing: { outcome: 'succeeded', taskDefinition: arn }, told: revisionOf(arn) }
}

function definitionItem(name: string, { pinned, world }: PartFound): PlanItem | undefined {
  return planFor([taskDefinition], pinned, world).find(({ id, want }) => id === jobId(name) && want)
}

/** By the time that it is moved, its task definition has been registered, and stands in the same world. */
function scheduleItem(name: string, { pinned, world }: PartFound): PlanItem | undefined {
  return planFor([schedule], pinned, world).find(({ id, want }) => id === name && want)
}

function standingDefinition(name: string, { world }: PartFound): string {
  return world.lookup<TaskDefinitionState>('task-definition').of(jobId(name)).arn
}

async function assess(
  { context }: PartRun,
  things: Readonly<Record<string, ReleasedJob>>,
): Promise<Record<string, ReleasedJob>> {
  const { scope, ports } = context
  const standing = await Promise.all(
    Object.entries(things).map(async ([name, { taskDefinition }]) => {
      const now = await readSchedule(scheduleName(name), scope, ports)
      if (!now || taskDefinition === undefined) return []
      const outcome = now.settings.taskDefinition === taskDefinition ? 'unchanged' : 'pending'
      return [[name, { outcome, taskDefinition } satisfies ReleasedJob] as const]
    }),
  )
  return Object.fromEntries(standing.flat())
}

/** Only the revision goes back: when a job runs is the manifest's to say. */
async function restore({ context }: PartRun, name: string, { taskDefinition }: ReleasedJob): Promise<void> {
  const { scope, ports, signal } = context
  const now = await readSchedule(scheduleName(name), scope, ports)
  if (!now || now.settings.taskDefinition === taskDefinition) return
  const { name: Name, group: GroupName } = now
  const settings = { ...now.settings, taskDefinition }
  await ports.scheduler.updateSchedule({ ...scheduleOf(settings), Name, GroupName }, { signal })
}

/** Deregisters what no retained release runs; the newest stays, whoever registered it. */
async function tidy(
  { context }: PartRun,
  retained: Parameters<NonNullable<typeof jobs.tidy>>[1],
): Promise<void> {
  const { manifest, scope, ports, signal } = context
  const needed = new Set(
    retained.flatMap(({ jobs = {} }) => Object.values(jobs).map(({ taskDefinition }) => taskDefinition)),
  )
  const families = Object.keys(manifest.jobs).map(name => nameOf(scope, jobId(name)))
  await Promise.all(
    families.map(async family => {
      const listed = { familyPrefix: family, status: 'ACTIVE', sort: 'DESC' } as const
      const arns = await pages(ports.ecs.listTaskDefinitions, listed, page => page.taskDefinitionArns)
      const [, ...older] = arns.filter(arn => arn.includes(`/${family}:`))
      const gone = older.filter(arn => !needed.has(arn))
      await Promise.all(
        gone.map(taskDefinition => ports.ecs.deregisterTaskDefinition({ taskDefinition }, { signal })),
      )
    }),
  )
}

function revisionOf(arn: string | undefined): string {
  return arn === undefined ? 'not registered' : `revision ${arn.split(':').at(-1)}`
}
