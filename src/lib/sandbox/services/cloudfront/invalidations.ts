import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { findDistribution } from './distributions.ts'
import { type CloudFrontOperations, type InvalidationRecord, invalidations } from './tables.ts'
import { checkQuantities, invalidArgument, quantified } from './versions.ts'

/** How many paths with a wildcard may be under way at once (Quotas). */
const mostWildcards = 15

export const invalidationOperations = {
  CreateInvalidation({ DistributionId, InvalidationBatch: { Paths, CallerReference } }, call) {
    findDistribution(DistributionId, call)
    checkQuantities(Paths)
    const paths = Paths.Items ?? []
    if (paths.length === 0 || paths.some(path => !/^\/[!-~]*$/.test(path)))
      throw invalidArgument('Your request contains one or more invalid invalidation paths.')
    const ofIt = call.table(invalidations).filter(({ distribution }) => distribution === DistributionId)
    const earlier = ofIt.find(({ callerReference }) => callerReference === CallerReference)
    if (earlier) return answer(sameAs(earlier, paths), call)
    checkLimit([
      ...ofIt.filter(({ completedAt }) => call.now < completedAt).flatMap(one => one.paths),
      ...paths,
    ])
    const id = `I${call.id('', 25).toUpperCase()}`
    const record = call.table(invalidations).put(`${DistributionId}/${id}`, {
      id,
      distribution: DistributionId,
      callerReference: CallerReference,
      paths,
      createdAt: call.date,
      completedAt: call.now + timings.invalidationCompleted,
    })
    return answer(record, call)
  },

  GetInvalidation({ DistributionId, Id }, call) {
    findDistribution(DistributionId, call)
    const record = call.table(invalidations).get(`${DistributionId}/${Id}`)
    if (!record) throw awsError('NoSuchInvalidation', 'The specified invalidation does not exist.', 404)
    return { Invalidation: shown(record, call) }
  },

  ListInvalidations({ DistributionId, Marker, MaxItems = 100 }, call) {
    findDistribution(DistributionId, call)
    const all = call.table(invalidations).filter(({ distribution }) => distribution === DistributionId)
    const { items, next } = page(all.toReversed(), Marker, Number(MaxItems))
    return {
      InvalidationList: {
        Marker: Marker ?? '',
        NextMarker: next,
        MaxItems: Number(MaxItems),
        IsTruncated: next !== undefined,
        ...quantified(
          items.map(record => {
            const { Id, Status, CreateTime } = shown(record, call)
            return { Id, Status, CreateTime }
          }),
        ),
      },
    }
  },
} satisfies CloudFrontOperations

/** The same batch again is no new one. */
function sameAs(earlier: InvalidationRecord, paths: readonly string[]): InvalidationRecord {
  if (earlier.paths.join('\n') === paths.join('\n')) return earlier
  throw invalidArgument(
    'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.',
  )
}

function checkLimit(paths: readonly string[]): void {
  if (paths.filter(path => path.includes('*')).length <= mostWildcards && paths.length <= 3000) return
  throw awsError(
    'TooManyInvalidationsInProgress',
    'You have exceeded the maximum number of allowable InProgress invalidation batch requests, or invalidation objects.',
    400,
  )
}

function answer(record: InvalidationRecord, call: Call) {
  const Location = `${call.endpoint}/2020-05-31/distribution/${record.distribution}/invalidation/${record.id}`
  return { Invalidation: shown(record, call), Location }
}

function shown({ id, createdAt, completedAt, callerReference, paths }: InvalidationRecord, { now }: Call) {
  return {
    Id: id,
    Status: now < completedAt ? 'InProgress' : 'Completed',
    CreateTime: createdAt,
    InvalidationBatch: { Paths: quantified(paths), CallerReference: callerReference },
  }
}
