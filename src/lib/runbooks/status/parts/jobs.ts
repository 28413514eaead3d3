import { eachPart, type ReadParts } from './part.ts'

/** When each job runs next, and on which revision; whether its last run failed, its alarm and the doctor say. */
export const jobs: ReadParts = async ({ manifest, scope, ports, clock }) => {
  const names = Object.keys(manifest.jobs)
  if (names.length === 0) return []
  const [{ Cron }, { readSchedule, scheduleName }] = await Promise.all([
    import('croner'),
    import('../../../resources/schedule.ts'),
  ])
  const read = async (job: string) => [job, await readSchedule(scheduleName(job), scope, ports)] as const
  const found = await Promise.all(names.map(read))
  const standing = Object.fromEntries(found.flatMap(([job, state]) => (state ? [[job, state]] : [])))
  const told = eachPart('job', names, standing, ({ name, settings: { state, taskDefinition = '' } }) => {
    const { schedule, timezone } = manifest.jobs[name.slice(scheduleName('').length)]!
    const next = new Cron(schedule, { timezone, paused: true }).nextRun(new Date(clock.now()))
    const revision = `revision ${taskDefinition.split(':').at(-1)}`
    return {
      status: state.toLowerCase(),
      well: state === 'ENABLED',
      detail: next ? `${revision}, next ${next.toISOString().slice(0, 16).replace('T', ' ')} UTC` : revision,
    }
  })
  return told.map(part => ({ ...part, by: 'deploy' }))
}
