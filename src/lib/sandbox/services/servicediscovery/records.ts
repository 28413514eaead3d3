import type { DnsRecord } from '@aws-sdk/client-servicediscovery'
import type { Call } from '../../service.ts'
import { type RecordSetRecord, recordKey, recordSets } from '../route53/tables.ts'
import { type InstanceRecord, namespaces, type RegistryRecord } from './tables.ts'

/** Writes the records of an instance into the hosted zone of its namespace; of one that is not well, none stay. */
export function publish(call: Call, registry: RegistryRecord, instance: InstanceRecord): void {
  withdraw(call, registry, instance.id)
  if (instance.health !== 'HEALTHY') return
  for (const set of recordsFor(call, registry, instance)) {
    call.table(recordSets).put(recordKey(set.zoneId, set), set)
  }
}

/** Takes them out again. */
export function withdraw(call: Call, registry: RegistryRecord, instanceId: string): void {
  const zone = call.table(namespaces).get(registry.namespaceId)?.hostedZoneId
  const table = call.table(recordSets)
  for (const [key, set] of table.entries()) {
    const isOwn = set.SetIdentifier === instanceId || set.Name === `${nameOf(call, registry, instanceId)}.`
    if (set.zoneId === zone && isOwn && set.Name.endsWith(`${nameOf(call, registry)}.`)) table.delete(key)
  }
}

function recordsFor(
  call: Call,
  registry: RegistryRecord,
  { id, attributes }: InstanceRecord,
): RecordSetRecord[] {
  const zoneId = call.table(namespaces).get(registry.namespaceId)?.hostedZoneId
  const { AWS_INSTANCE_IPV4: address = '', AWS_INSTANCE_PORT: port = '' } = attributes
  if (!zoneId || !registry.dns) return []
  const common = { zoneId, since: call.now }
  return (registry.dns.DnsRecords ?? []).flatMap(({ Type, TTL }: DnsRecord) => {
    const set = {
      ...common,
      Name: `${nameOf(call, registry)}.`,
      TTL,
      SetIdentifier: id,
      MultiValueAnswer: true,
    }
    if (Type === 'A') return [{ ...set, Type: 'A' as const, ResourceRecords: [{ Value: address }] }]
    if (Type !== 'SRV') return []
    const host = `${nameOf(call, registry, id)}.`
    return [
      { ...set, Type: 'SRV' as const, ResourceRecords: [{ Value: `1 1 ${port} ${host}` }] },
      { ...common, Name: host, Type: 'A' as const, TTL, ResourceRecords: [{ Value: address }] },
    ]
  })
}

function nameOf(call: Call, { name, namespaceId }: RegistryRecord, instanceId?: string): string {
  const within = call.table(namespaces).get(namespaceId)?.name
  return [instanceId, name, within].filter(Boolean).join('.').toLowerCase()
}
