import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { type ApiOperations, apis, domains, stages, type Tags, vpcLinks, within } from './tables.ts'

type Tagged = TableOf<{ tags: Tags }>

export const tagOperations = {
  GetTags({ ResourceArn }, call) {
    const { table, key } = place(ResourceArn)
    return { Tags: call.table(table).get(key)?.tags ?? missing(ResourceArn) }
  },

  TagResource({ ResourceArn, Tags = {} }, call) {
    change(call, ResourceArn, tags => ({ ...tags, ...Tags }))
    return {}
  },

  UntagResource({ ResourceArn, TagKeys }, call) {
    change(call, ResourceArn, tags =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
    )
    return {}
  },
} satisfies ApiOperations

/** Everything of API Gateway's that carries tags, by ARN. */
export function taggedThings(call: Call): { arn: string; tags: Tags }[] {
  const arn = (path: string) => `arn:aws:apigateway:${call.region}::/${path}`
  return [
    ...call
      .table(apis)
      .values()
      .map(({ id, tags }) => ({ arn: arn(`apis/${id}`), tags })),
    ...call
      .table(stages)
      .values()
      .map(({ apiId, name, tags }) => ({ arn: arn(`apis/${apiId}/stages/${name}`), tags })),
    ...call
      .table(vpcLinks)
      .values()
      .map(({ id, tags }) => ({ arn: arn(`vpclinks/${id}`), tags })),
    ...call
      .table(domains)
      .values()
      .map(({ name, tags }) => ({ arn: arn(`domainnames/${name}`), tags })),
  ]
}

function change(call: Call, arn: string, edit: (tags: Tags) => Tags): void {
  const { table, key } = place(arn)
  if (!call.table(table).has(key)) missing(arn)
  call.table(table).update(key, draft => {
    draft.tags = edit(draft.tags)
  })
}

function place(arn: string): { table: Tagged; key: string } {
  const [, kind = '', id = '', child, name = ''] = arn.split('::')[1]?.split('/') ?? []
  if (kind === 'apis' && child === 'stages') return { table: stages as Tagged, key: within(id, name) }
  const table = { apis, vpclinks: vpcLinks, domainnames: domains }[kind]
  return table ? { table: table as Tagged, key: id } : missing(arn)
}

function missing(arn: string): never {
  throw awsError('NotFoundException', `Invalid resource identifier specified: ${arn}`)
}
