import type { RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ListenerRecord } from '../tables.ts'
import type { FrontRequest } from './matching.ts'

/**
 * Where a redirect leads: the request's own parts stand in for `#{protocol}` and the like.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
 */
export function redirectLocation(
  { Protocol = '', Port = '', Host = '', Path = '', Query = '' }: RedirectActionConfig,
  request: FrontRequest,
  listener: Pick<ListenerRecord, 'Protocol' | 'Port'>,
): string {
  const parts: Readonly<Record<string, string>> = {
    protocol: listener.Protocol,
    port: String(listener.Port),
    host: request.host,
    path: request.path.slice(1),
    query: request.query.toString(),
  }
  const fill = (text: string) => text.replace(/#\{(\w+)\}/g, (_all, name: string) => parts[name] ?? '')
  const query = fill(Query)
  return `${fill(Protocol).toLowerCase()}://${fill(Host)}:${fill(Port)}${fill(Path)}${query && `?${query}`}`
}
