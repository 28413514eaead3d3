import type { Deployment, LogConfiguration, ServiceConnectConfiguration } from '@aws-sdk/client-ecs'
import { pages, until } from '../aws/index.ts'
import { logsTo } from './container-logs.ts'
import type { Connection } from './discovery.ts'
import type { NamespaceState } from './namespace.ts'
import { type Change, changed, type Run } from './resource.ts'

/** Of a service that takes no part. */
const off: ServiceConnectConfiguration = { enabled: false }

export interface ConnectSpec extends Connection {
  /** Name of the log group that the proxy writes to. */
  readonly logGroup: string
}

/** What ECS is told of a service's part in Service Connect, in one form that can be compared. */
export function connectConfiguration(
  service: string,
  connect: ConnectSpec | undefined,
  namespace: NamespaceState | undefined,
): ServiceConnectConfiguration {
  if (!connect) return off
  const { serves, logGroup } = connect
  const arn = namespace?.arn ?? ''
  return {
    enabled: true,
    namespace: arn,
    services: serves
      ? [
          {
            portName: service,
            discoveryName: service,
            clientAliases: [{ port: serves, dnsName: service }],
            // The proxy would give up after 15 seconds; how long an answer may take is the caller's to say.
            timeout: { perRequestTimeoutSeconds: 0 },
          },
        ]
      : [],
    logConfiguration: inOrder(logsTo(logGroup, arn.split(':')[3] ?? '', 'connect')),
  }
}

/** The same of a standing service: of the deployment that it is moving to, or has moved to. */
export function connectConfigurationOf(
  deployments: readonly Deployment[] | undefined,
): ServiceConnectConfiguration {
  const primary = deployments?.find(({ status }) => status === 'PRIMARY')
  const { enabled, namespace, services = [], logConfiguration } = primary?.serviceConnectConfiguration ?? off
  if (!enabled) return off
  return {
    enabled,
    namespace,
    services: services.map(({ portName, discoveryName, clientAliases, timeout }) => ({
      portName,
      discoveryName,
      clientAliases: clientAliases?.map(({ port, dnsName }) => ({ port, dnsName })),
      // No limit is the one thing that deployctl asks for; AWS may tell of a zero, or leave it out.
      timeout: { perRequestTimeoutSeconds: timeout?.perRequestTimeoutSeconds ?? 0 },
    })),
    logConfiguration: logConfiguration && inOrder(logConfiguration),
  }
}

/** Told in words where they make the difference: the configuration is long, and most of it stays as it is. */
export function changedConnection(
  have: ServiceConnectConfiguration,
  want: ServiceConnectConfiguration,
): Change[] {
  const inWords = changed('serviceConnect', partOf(have), partOf(want))
  return inWords.length > 0 ? inWords : changed('serviceConnectConfiguration', have, want)
}

function partOf({ enabled, services = [] }: ServiceConnectConfiguration): string {
  if (!enabled) return 'none'
  const aliases = services.flatMap(({ clientAliases = [] }) => clientAliases)
  const names = aliases.map(({ dnsName, port }) => `${dnsName}:${port}`)
  return names.length > 0 ? `found as ${names.join(', ')}` : 'finds others'
}

/** AWS gives a map back in whatever order it likes. */
function inOrder({ logDriver, options = {} }: LogConfiguration): LogConfiguration {
  const entries = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { logDriver, options: Object.fromEntries(entries) }
}

/** Seconds. */
const patience = 60

/**
 * Resolves once the services that this one calls are known to Service Connect: its tasks find what stood when their
 * deployment began, and nothing that came later. One that does not come is told, and not waited for any longer.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
 */
export async function untilConnectable(
  { calls }: Connection,
  namespace: NamespaceState,
  { ports, clock, signal, waiting, emit, id }: Run,
): Promise<void> {
  const Filters = [{ Name: 'NAMESPACE_ID' as const, Values: [namespace.namespaceId] }]
  let missing = calls
  const what = `${calls.join(', ')} to be known to Service Connect`
  const search = until({ clock, signal, what, within: patience }, async () => {
    const found = await pages(ports.serviceDiscovery.listServices, { Filters }, page => page.Services)
    missing = calls.filter(name => !found.some(({ Name }) => Name === name))
    if (missing.length === 0) return true
    waiting(`for ${missing.join(', ')} to be known to Service Connect`)
    return undefined
  })
  await search.catch(error => {
    signal.throwIfAborted()
    if (missing.length === 0) throw error
    emit({
      type: 'warning',
      message: `${id} is deployed before ${missing.join(', ')}, and will not find it.`,
      hint: `Deploy ${missing.join(', ')}, then ${id} again.`,
    })
  })
}
