import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import { hasHttpApi } from './api-targets.ts'
import { arnOf } from './arn.ts'
import { schemaLogGroup, wantsSchemas } from './database-client.ts'
import { functionLogGroup } from './function-name.ts'
import { jobId } from './jobs.ts'
import { type Owner, type Scope, tagKeys, tagsOf } from './names.ts'
import { onDemandFunctions } from './on-demand/on-demand-names.ts'
import { changed, defineResource } from './resource.ts'

export interface LogGroupSpec {
  readonly retentionDays: number
}

export interface LogGroupState {
  readonly name: string
  /** Undefined: kept for ever. */
  readonly retentionDays: number | undefined
}

const day = 86_400

/** Logical id of the log group of the HTTP API; no name that a service could have. */
export const accessLogGroup = 'http-api/access'

/** Where a service's containers write; one a service, one a job, and one a function. And one for what the HTTP API answers, and for the tasks that make schemas. */
export const logGroup = defineResource<LogGroupSpec, LogGroupState>({
  kind: 'log-group',
  stage: 'bootstrap',
  deps: {},

  desired(manifest) {
    const { services, jobs, functions, databases, logs } = manifest
    const ids = [
      ...Object.keys(services),
      ...Object.keys(jobs).map(jobId),
      ...Object.keys(functions).map(functionLogId),
      ...(manifest.onDemand ? onDemandFunctions.map(which => functionLogId(`on-demand-${which}`)) : []),
      ...(hasHttpApi(manifest) ? [accessLogGroup] : []),
      ...(Object.values(databases).some(wantsSchemas) ? [schemaLogGroup] : []),
    ]
    return Object.fromEntries(ids.map(id => [id, { retentionDays: logs.retention / day }]))
  },

  async inspect(scope, ports) {
    const own = logGroupName(scope, '')
    const [groups, ofFunctions] = await Promise.all([
      groupsBelow(own, ports),
      groupsBelow(functionLogGroup(scope, ''), ports).then(found => owned(found, scope, ports)),
    ])
    const found = [...groups.map(one => [one.logGroupName!.slice(own.length), one] as const), ...ofFunctions]
    return Object.fromEntries(
      found.map(([id, { logGroupName: name, retentionInDays }]) => [
        id,
        { name: name!, retentionDays: retentionInDays },
      ]),
    )
  },

  diff: (want, have) => changed('retentionDays', have.retentionDays, want.retentionDays),

  async ensure({ retentionDays }, have, _deps, { id, scope, ports }) {
    const name = have?.name ?? nameFor(scope, id)
    const tags = tagsOf(scope, id)
    const made = have ?? (await unlessExists(ports.logs.createLogGroup({ logGroupName: name, tags })))
    // Lambda makes the group of a function by itself, where a role lets it.
    if (!made) await ports.logs.tagResource({ resourceArn: arnOf(scope, 'logs', `log-group:${name}`), tags })
    await ports.logs.putRetentionPolicy({ logGroupName: name, retentionInDays: retentionDays })
    return { name, retentionDays }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.logs.deleteLogGroup({ logGroupName: name }))
  },

  identify: ({ name }) => name,
})

/** The slashes make the name unambiguous, so that it alone tells whose the group is. */
export function logGroupName({ project, environment }: Owner, service: string): string {
  return `/deployctl/${project}/${environment}/${service}`
}

/** Logical id of the log group of a function; no name that a service could have. */
export function functionLogId(name: string): string {
  return `${functionsPrefix}${name}`
}

const functionsPrefix = 'functions/'

/** Lambda names the groups of functions by itself, so that only tags tell whose they are. */
function nameFor(scope: Owner, id: string): string {
  const isFunction = id.startsWith(functionsPrefix)
  return isFunction ? functionLogGroup(scope, id.slice(functionsPrefix.length)) : logGroupName(scope, id)
}

function groupsBelow(logGroupNamePrefix: string, { logs }: Ports): Promise<LogGroup[]> {
  return pages(logs.describeLogGroups, { logGroupNamePrefix }, page => page.logGroups)
}

async function owned(groups: readonly LogGroup[], scope: Scope, { logs }: Ports) {
  const found = await Promise.all(
    groups.map(async group => {
      // This operation wants the ARN without the `:*` that the list gives it.
      const resourceArn = group.logGroupArn ?? group.arn!.replace(/:\*$/, '')
      const { tags = {} } = (await unlessMissing(logs.listTagsForResource({ resourceArn }))) ?? {}
      const isOurs =
        tags[tagKeys.project] === scope.project && tags[tagKeys.environment] === scope.environment
      return isOurs ? [[tags[tagKeys.id]!, group] as const] : []
    }),
  )
  return found.flat()
}
