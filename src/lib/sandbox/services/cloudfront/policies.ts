import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { page } from '../paging.ts'
import { distributions, type PolicyRecord } from './tables.ts'
import { capitalId, checkMatch, checkQuantities, invalidArgument, uuid } from './versions.ts'

interface Named {
  readonly Name?: string | undefined
  readonly Comment?: string | undefined
}

interface PolicyKind<Config extends Named> {
  /** As in its errors: `CachePolicy`. */
  readonly shape: string
  readonly what: string
  readonly table: TableOf<PolicyRecord<Config>>
  /** The member of a behaviour that names one. */
  readonly member: 'CachePolicyId' | 'ResponseHeadersPolicyId'
  check(config: Config): void
}

/** What all kinds of policies have in common: their name, their versions, and that none goes while it is in use. */
export function policies<Config extends Named>({ shape, what, table, member, check }: PolicyKind<Config>) {
  const find = (id: string, call: Call): PolicyRecord<Config> => {
    const record = call.table(table).get(id)
    if (record) return record
    throw awsError(`NoSuch${shape}`, `The ${what} does not exist.`, 404)
  }

  const checkAll = (config: Config, own: string | undefined, call: Call): void => {
    checkQuantities(config)
    const { Name = '', Comment = '' } = config
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(Name)) throw invalidArgument(`The name of the ${what} is not valid.`)
    if (Comment.length > 128) throw invalidArgument('The comment cannot be longer than 128 characters.')
    if (call.table(table).find(one => one.config.Name === Name && one.id !== own)) {
      throw awsError(`${shape}AlreadyExists`, `A ${what} with this name already exists.`, 409)
    }
    check(config)
  }

  return {
    find,

    create(config: Config, call: Call): PolicyRecord<Config> {
      checkAll(config, undefined, call)
      const record = { id: uuid(call), etag: capitalId(call), config, changedAt: call.date }
      call.table(table).put(record.id, record)
      return record
    },

    update(id: string, IfMatch: string | undefined, config: Config, call: Call): PolicyRecord<Config> {
      checkMatch(IfMatch, find(id, call))
      checkAll(config, id, call)
      const record = { id, etag: capitalId(call), config, changedAt: call.date }
      call.table(table).put(id, record)
      return record
    },

    remove(id: string, IfMatch: string | undefined, call: Call): Record<never, never> {
      checkMatch(IfMatch, find(id, call))
      if (call.table(distributions).find(({ config }) => config.DefaultCacheBehavior![member] === id)) {
        const message = `Cannot delete the ${what} because it is attached to one or more cache behaviors in a CloudFront distribution.`
        throw awsError(`${shape}InUse`, message, 409)
      }
      call.table(table).delete(id)
      return {}
    },

    /** Custom ones; AWS's own are not listed here. */
    list(type: string | undefined, marker: string | undefined, most: number, call: Call) {
      const all = type === 'managed' ? [] : call.table(table).values()
      return page(all, marker, most)
    },
  }
}
