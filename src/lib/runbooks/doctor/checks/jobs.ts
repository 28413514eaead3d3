import { jobId } from '../../../resources/jobs.ts'
import { defineCheck } from '../check.ts'
import { counted } from '../telling.ts'

/** Whether jobs did what they should: what one could not do lies in its queue, for two weeks. */
export const jobs = defineCheck({
  name: 'jobs',
  title: 'Jobs did what they should',
  area: 'tasks',
  needs: ['queues'],
  examine({ queues }, { manifest, scope }) {
    const names = Object.keys(manifest.jobs)
    if (names.length === 0) return { skipped: 'the manifest has no jobs' }
    const findings = names.flatMap(name => {
      const queue = queues.find(({ id }) => id === jobId(name))
      if (!queue || queue.messages === 0) return []
      return [
        {
          level: 'warning' as const,
          message: `${counted(queue.messages, 'run')} of the job ${name} failed, or could not be started.`,
          evidence: [`The reasons lie in ${queue.url}`],
          next: `deployctl logs ${scope.environment} ${name}; once mended, aws sqs purge-queue --queue-url ${queue.url}`,
        },
      ]
    })
    return { looked: counted(names.length, 'job'), findings }
  },
})
