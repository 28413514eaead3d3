import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { type PinnedService, pinnedServices } from './pinned.ts'

export type Job = Manifest['jobs'][string]

/** The logical id of what belongs to a job, in the kinds that services have too: `job-nightly`. */
export function jobId(name: string): string {
  return `job-${name}`
}

/** The services of jobs, each as its job runs it: another command, another size, and nobody who asks. By name of the job. */
export function jobServices({ jobs, services }: Pick<Manifest, 'jobs' | 'services'>): [string, Service][] {
  return Object.entries(jobs).flatMap(([name, job]): [string, Service][] => {
    const of = services[job.service]
    return of ? [[name, runBy(job, of)]] : []
  })
}

/** The same for jobs whose service's image is pinned. */
export function pinnedJobs(manifest: Manifest): [string, PinnedService][] {
  const pinned = new Map(pinnedServices(manifest))
  return Object.entries(manifest.jobs).flatMap(([name, job]): [string, PinnedService][] => {
    const of = pinned.get(job.service)
    return of ? [[name, runBy(job, of)]] : []
  })
}

function runBy<Of extends Service>({ command, cpu, memory }: Job, of: Of): Of {
  const { command: _, ...health } = of.health
  return { ...of, command, cpu: cpu ?? of.cpu, memory: memory ?? of.memory, port: undefined, health }
}
