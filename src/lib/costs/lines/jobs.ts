import type { Manifest } from '../../manifest/schema/manifest.ts'
import { runsIn, spanFor } from '../clock.ts'
import { hoursPerMonth, type Lines } from '../item.ts'
import { taskHours } from './fargate.ts'

const hour = 3_600_000
const million = 1_000_000

/** Tasks by the clock, each for as long as is assumed. They run while the environment sleeps, too. */
export const jobs: Lines = (manifest, { usage }) =>
  Object.entries(manifest.jobs).map(([name, job]) => {
    const service = manifest.services[job.service]!
    const size = { ...service, cpu: job.cpu ?? service.cpu, memory: job.memory ?? service.memory }
    const runs = runsPerMonth(job)
    return {
      section: 'compute',
      subject: `jobs.${name}`,
      what: `Fargate, ${size.cpu / 1024} vCPU, ${size.memory / 1024} GB, ${Math.round(runs)} runs`,
      parts: [
        ...taskHours(size, (runs * usage.jobMinutes) / 60),
        { price: 'scheduler.million-invocations', quantity: runs / million },
      ],
      assumes: ['jobMinutes'],
    }
  })

function runsPerMonth({ schedule: at, timezone }: Manifest['jobs'][string]): number {
  const line = { at, timezone }
  const span = spanFor([line])
  return (runsIn(span, line).length * hoursPerMonth * hour) / (span.end - span.start)
}
