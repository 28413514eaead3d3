import { DeployctlError } from '../../errors/index.ts'
import { functionLogGroup } from '../../resources/function-name.ts'
import { jobId } from '../../resources/jobs.ts'
import { logGroupName } from '../../resources/log-group.ts'
import { onDemandFunctions } from '../../resources/on-demand/on-demand-names.ts'
import type { Context } from '../context.ts'

/** Something that writes logs, and where it does. */
export interface LogSource {
  readonly name: string
  readonly group: string
}

/**
 * Where the services, jobs and functions that a command names write; all of them where it names none.
 * @throws DeployctlError `release.unknown-service`
 */
export function logSources({ manifest, scope }: Context, named: readonly string[]): LogSource[] {
  const { services, jobs, functions, onDemand } = manifest
  const all = [
    ...Object.keys(services).map(name => ({ name, group: logGroupName(scope, name) })),
    ...Object.keys(jobs).map(name => ({ name, group: logGroupName(scope, jobId(name)) })),
    ...Object.keys(functions).map(name => ({ name, group: functionLogGroup(scope, name) })),
    ...(onDemand ? onDemandFunctions : []).map(which => {
      const name = `on-demand-${which}`
      return { name, group: functionLogGroup(scope, name) }
    }),
  ]
  const known = all.map(({ name }) => name)
  const unknown = named.filter(name => !known.includes(name))
  if (unknown.length > 0) {
    throw new DeployctlError('release.unknown-service', {
      message: `The manifest has nothing that logs called ${unknown.join(', ')}; it has ${known.join(', ')}.`,
    })
  }
  return named.length > 0 ? all.filter(({ name }) => named.includes(name)) : all
}
