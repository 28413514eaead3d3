import type { ServiceConnectConfiguration } from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { namespaces, registries } from '../servicediscovery/tables.ts'
import { nameIn } from './lookup.ts'
import { serviceRevisions, type TaskRecord } from './tables.ts'

/** The names by which others in the VPC find a task: those of DNS, and Service Connect's aliases. */
export function namesOf(call: Call, { revisionArn = '' }: TaskRecord): string[] {
  const { serviceRegistries = [], serviceConnectConfiguration } =
    call.table(serviceRevisions).get(revisionArn) ?? {}
  const inDns = serviceRegistries.flatMap(({ registryArn = '' }) => nameInDns(call, nameIn(registryArn)))
  return [...inDns, ...aliasesIn(serviceConnectConfiguration)]
}

/** Of a service with addresses; one that records ports has a name of another kind. */
function nameInDns(call: Call, registryId: string): string[] {
  const registry = call.table(registries).get(registryId)
  const hasAddress = registry?.dns?.DnsRecords?.some(({ Type }) => Type === 'A')
  const namespace = call.table(namespaces).get(registry?.namespaceId ?? '')
  return registry && namespace && hasAddress ? [`${registry.name}.${namespace.name}`] : []
}

function aliasesIn({ services = [] }: Partial<ServiceConnectConfiguration> = {}): string[] {
  return services.flatMap(({ clientAliases = [] }) => clientAliases.flatMap(({ dnsName }) => dnsName ?? []))
}
