import { pages, unlessExists, unlessMissing } from '../aws/index.ts'
import { type Owner, tagsOf } from './names.ts'
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

/** Where a service's containers write; one a service. */
export const logGroup = defineResource<LogGroupSpec, LogGroupState>({
  kind: 'log-group',
  stage: 'bootstrap',
  deps: {},

  desired: ({ services, logs }) =>
    Object.fromEntries(Object.keys(services).map(id => [id, { retentionDays: logs.retention / day }])),

  async inspect(scope, ports) {
    const logGroupNamePrefix = logGroupName(scope, '')
    const groups = await pages(ports.logs.describeLogGroups, { logGroupNamePrefix }, page => page.logGroups)
    return Object.fromEntries(
      groups.map(({ logGroupName: name, retentionInDays }) => [
        name!.slice(logGroupNamePrefix.length),
        { name: name!, retentionDays: retentionInDays },
      ]),
    )
  },

  diff: (want, have) => changed('retentionDays', have.retentionDays, want.retentionDays),

  async ensure({ retentionDays }, have, _deps, { id, scope, ports }) {
    const name = have?.name ?? logGroupName(scope, id)
    if (!have) await unlessExists(ports.logs.createLogGroup({ logGroupName: name, tags: tagsOf(scope, id) }))
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
