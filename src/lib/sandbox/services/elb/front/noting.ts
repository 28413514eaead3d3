import type { Duplex } from 'node:stream'
import type { Host } from '../../../service.ts'
import { closeConnection, openConnection } from '../connections.ts'
import { count, type Outcome } from './counting.ts'
import type { Visit } from './decide.ts'

function originOf({ account, region }: Visit) {
  return { service: 'elasticloadbalancing', operation: 'front', account, region }
}

/** Notes what became of a request; nothing where there is no load balancer to note it of. */
export async function note(host: Host, visit: Visit | undefined, outcome: Outcome): Promise<void> {
  if (visit) await host.transact(originOf(visit), call => count(call, visit, outcome))
}

/** Notes a connection that has become a WebSocket, and later its end. */
export async function noteOpen(host: Host, visit: Visit, socket: Duplex, targetGroup: string): Promise<void> {
  const outcome = { status: 101, isOwn: false, targetGroup }
  const id = await host.transact(originOf(visit), call => {
    count(call, visit, outcome)
    return openConnection(call, visit.loadBalancerArn)
  })
  const close = () => host.transact(originOf(visit), call => closeConnection(call, id))
  if (socket.destroyed) await close()
  else socket.once('close', () => void close())
}
