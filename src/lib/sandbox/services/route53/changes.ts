import type { ChangeInfo } from '@aws-sdk/client-route-53'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { type ChangeRecord, changes, type Route53Operations } from './tables.ts'

/** Notes a change, which takes its time to reach all name servers. */
export function submitted(call: Call, comment?: string): ChangeInfo & ReturnType<typeof shown> {
  const id = `C${call.id('', 20).toUpperCase()}`
  return shown(call.table(changes).put(id, { id, submittedAt: call.date, comment }), call)
}

export const changeOperations = {
  GetChange({ Id }, call) {
    const id = Id.replace(/^\/?change\//, '')
    const change = call.table(changes).get(id)
    if (!change) throw awsError('NoSuchChange', `Could not find resource with ID: ${id}`)
    return { ChangeInfo: shown(change, call) }
  },
} satisfies Route53Operations

function shown({ id, submittedAt, comment }: ChangeRecord, call: Call) {
  const isInSync = call.now - submittedAt.getTime() >= timings.dnsChangeInSync
  const Status = isInSync ? ('INSYNC' as const) : ('PENDING' as const)
  return { Id: `/change/${id}`, Status, SubmittedAt: submittedAt, Comment: comment }
}
