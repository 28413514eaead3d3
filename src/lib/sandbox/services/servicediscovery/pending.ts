import type { OperationType } from '@aws-sdk/client-servicediscovery'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { type CloudMapOperations, type OperationRecord, operations } from './tables.ts'

export interface Failure {
  readonly code: string
  readonly message: string
}

/**
 * Notes what has been asked for, which takes its time.
 *
 * @param targets ids by what they are: `NAMESPACE`
 * @returns the operation's id
 */
export function begin(
  call: Call,
  type: OperationType,
  targets: Record<string, string>,
  ms: number,
  failure?: Failure,
): string {
  const Id = call.id('', 32)
  call.table(operations).put(Id, {
    Id,
    Type: type,
    Status: failure ? 'FAIL' : 'SUCCESS',
    ErrorCode: failure?.code,
    ErrorMessage: failure?.message,
    CreateDate: call.date,
    UpdateDate: call.date,
    Targets: targets,
    OwnerAccount: call.account,
    doneAt: call.now + ms,
  })
  return Id
}

export const pendingOperations = {
  GetOperation({ OperationId }, call) {
    const found = call.table(operations).get(OperationId)
    if (!found) throw awsError('OperationNotFound', `No operation with ID ${OperationId} was found.`)
    return { Operation: shown(found, call) }
  },

  ListOperations({ MaxResults = 100, NextToken }, call) {
    const { items, next } = page(call.table(operations).values().reverse(), NextToken, MaxResults)
    return {
      Operations: items.map(one => ({ Id: one.Id, Status: shown(one, call).Status })),
      NextToken: next,
    }
  },
} satisfies CloudMapOperations

function shown({ doneAt, ...operation }: OperationRecord, call: Call) {
  if (call.now >= doneAt) return operation
  return { ...operation, Status: 'PENDING' as const, ErrorCode: undefined, ErrorMessage: undefined }
}
