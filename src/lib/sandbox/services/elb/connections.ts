import type { Call, Host } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** A connection that stays open, such as a WebSocket. Times are virtual ms since the epoch. */
interface ConnectionRecord {
  readonly loadBalancerArn: string
  readonly openedAt: number
  closedAt?: number
}

/** By id; a closed one stays, for what metrics tell. */
export const connections = defineTable<ConnectionRecord>('elb.connections')

interface OpenRecord {
  readonly account: string
  readonly region: string
}

/** Which are open, wherever they belong, by id. */
const open = defineTable<OpenRecord>('elb.open-connections', 'global')

export function openConnection(call: Call, loadBalancerArn: string): string {
  const { account, region } = call
  const id = call.id('', 20)
  call.table(connections).put(id, { loadBalancerArn, openedAt: call.now })
  call.table(open).put(id, { account, region })
  return id
}

export function closeConnection(call: Call, id: string): void {
  call.table(connections).update(id, draft => {
    draft.closedAt = call.now
  })
  call.table(open).delete(id)
}

/** None outlives the sandbox that held it. */
export async function closeConnections(host: Host): Promise<void> {
  await host.transact({ service: 'elasticloadbalancing', operation: 'resume' }, call => {
    for (const [id, whose] of call.table(open).entries()) closeConnection(call.as(whose), id)
  })
}
