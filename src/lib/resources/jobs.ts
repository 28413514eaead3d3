import type { Manifest, Service } from '../manifest/schema/manifest.ts'

export type Job = Manifest['jobs'][string]

/** The logical id of what belongs to a job, in the kinds that services have too: `job-nightly`. */
export function jobId(name: string): string {
  return `job-${name}`
}

/** The service that a job is of, as the job runs it: another command, another size, and nobody who asks. */
export function jobService({ services }: Pick<Manifest, 'services'>, job: Job): Service | undefined {
  const of = services[job.service]
  if (!of) return undefined
  const { command, cpu = of.cpu, memory = of.memory } = job
  return { ...of, command, cpu, memory, port: undefined }
}
