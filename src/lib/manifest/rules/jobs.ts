import { cronFindings, timezoneFindings, unknownService } from './clockwork.ts'
import { across, type Rule } from './rule.ts'
import { sizeFindings } from './size.ts'

export const jobTimes: Rule = across(['jobs'], ({ jobs }) =>
  Object.entries(jobs).flatMap(([name, { schedule, timezone }]) => [
    ...cronFindings(schedule, ['jobs', name, 'schedule']),
    ...timezoneFindings(timezone, ['jobs', name, 'timezone']),
  ]),
)

export const jobServices: Rule = across(['jobs', 'services'], ({ jobs, services }) =>
  Object.entries(jobs).flatMap(([name, { service }]) =>
    unknownService(service, ['jobs', name, 'service'], services),
  ),
)

/** What a job does not say, its service does; together it must be a size that Fargate has. */
export const jobSizes: Rule = across(['jobs', 'services'], ({ jobs, services }) =>
  Object.entries(jobs).flatMap(([name, { service, cpu, memory }]) => {
    const of = services[service]
    if (!of || (cpu === undefined && memory === undefined)) return []
    return sizeFindings({ cpu: cpu ?? of.cpu, memory: memory ?? of.memory }, ['jobs', name])
  }),
)

/** Both would be `PROJECT-ENV-job-NAME` in AWS. */
export const jobNames: Rule = across(['jobs', 'services'], ({ jobs, services }) =>
  Object.keys(jobs).flatMap(name => {
    if (!Object.hasOwn(services, `job-${name}`)) return []
    const message = `In AWS the job \`${name}\` would have the name of the service \`job-${name}\`.`
    return [{ path: ['jobs', name], message, remedy: 'Rename one of them.', atKey: true }]
  }),
)
