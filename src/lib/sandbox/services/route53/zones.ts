import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { submitted } from './changes.ts'
import { canonicalName, compareNames } from './names.ts'
import {
  type Route53Operations,
  recordKey,
  recordSets,
  type ZoneRecord,
  zoneOwners,
  zones,
} from './tables.ts'

export const zoneOperations = {
  CreateHostedZone({ Name, CallerReference, HostedZoneConfig, VPC }, call) {
    const name = canonicalName(Name)
    if (!/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+$/.test(name)) {
      throw awsError('InvalidDomainName', `${Name} is not a valid domain name`)
    }
    if (call.table(zones).find(({ callerReference }) => callerReference === CallerReference)) {
      throw awsError(
        'HostedZoneAlreadyExists',
        `A hosted zone has already been created with the specified caller reference.`,
      )
    }
    const zone = makeZone(name, call, {
      callerReference: CallerReference,
      comment: HostedZoneConfig?.Comment,
      isPrivate: VPC !== undefined || (HostedZoneConfig?.PrivateZone ?? false),
      vpcs: VPC ? [VPC] : [],
    })
    return {
      HostedZone: shown(zone, call),
      ChangeInfo: submitted(call),
      DelegationSet: zone.isPrivate ? undefined : { NameServers: zone.nameServers },
      VPC,
      Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
    }
  },

  GetHostedZone({ Id }, call) {
    const zone = findZone(call, Id)
    const DelegationSet = zone.isPrivate ? undefined : { NameServers: zone.nameServers }
    return { HostedZone: shown(zone, call), DelegationSet, VPCs: zone.isPrivate ? zone.vpcs : undefined }
  },

  GetHostedZoneCount: (_input, call) => ({ HostedZoneCount: call.table(zones).keys().length }),

  ListHostedZones({ Marker, MaxItems = 100 }, call) {
    const { items, next } = page(call.table(zones).values(), Marker, MaxItems)
    return {
      HostedZones: items.map(zone => shown(zone, call)),
      Marker: Marker ?? '',
      IsTruncated: next !== undefined,
      NextMarker: next,
      MaxItems,
    }
  },

  ListHostedZonesByName({ DNSName, HostedZoneId, MaxItems = 100 }, call) {
    if (HostedZoneId && !DNSName) {
      throw awsError('InvalidInput', 'When specifying a hosted zone id you must also specify a dns name')
    }
    const sorted = call
      .table(zones)
      .values()
      .sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1))
    const from = sorted.filter(zone => {
      const order = DNSName ? compareNames(zone.name, DNSName) : 1
      return order > 0 || (order === 0 && zone.id >= bareId(HostedZoneId ?? ''))
    })
    const next = from[MaxItems]
    return {
      HostedZones: from.slice(0, MaxItems).map(zone => shown(zone, call)),
      DNSName,
      HostedZoneId,
      IsTruncated: next !== undefined,
      NextDNSName: next?.name,
      NextHostedZoneId: next?.id,
      MaxItems,
    }
  },

  DeleteHostedZone({ Id }, call) {
    const { id, name } = findZone(call, Id)
    const inZone = call.table(recordSets).filter(({ zoneId }) => zoneId === id)
    if (inZone.some(set => !(set.Name === name && (set.Type === 'NS' || set.Type === 'SOA')))) {
      throw awsError(
        'HostedZoneNotEmpty',
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
      )
    }
    deleteZone(id, call)
    return { ChangeInfo: submitted(call) }
  },

  ChangeTagsForResource({ ResourceType, ResourceId, AddTags, RemoveTagKeys }, call) {
    const { id } = taggedZone(ResourceType, ResourceId, call)
    call.table(zones).update(id, zone => {
      zone.Tags = withTags(withoutTags(zone.Tags, RemoveTagKeys), AddTags)
    })
    return {}
  },

  ListTagsForResource({ ResourceType, ResourceId }, call) {
    const { Tags } = taggedZone(ResourceType, ResourceId, call)
    return { ResourceTagSet: { ResourceType, ResourceId, Tags } }
  },
} satisfies Route53Operations

/** @throws AwsError NoSuchHostedZone; AccessDenied where it is another account's */
export function findZone(call: Call, id: string): ZoneRecord {
  const zone = call.table(zones).get(bareId(id))
  if (!zone && call.table(zoneOwners).has(bareId(id))) {
    throw awsError(
      'AccessDenied',
      `User: ${call.principal.arn} is not authorized to access this resource`,
      403,
    )
  }
  if (!zone) throw awsError('NoSuchHostedZone', `No hosted zone found with ID: ${bareId(id)}`)
  return zone
}

function bareId(id: string): string {
  return id.replace(/^\/?hostedzone\//, '')
}

/** Makes a zone with the records that every zone has. @param name with a dot at the end */
export function makeZone(
  name: string,
  call: Call,
  rest: Pick<ZoneRecord, 'callerReference' | 'comment' | 'isPrivate' | 'vpcs'>,
): ZoneRecord {
  const id = `Z${call.id('', 20).toUpperCase()}`
  const nameServers = ['com', 'net', 'org', 'co.uk'].map(
    (end, index) => `ns-${1 + index * 512}.awsdns-0${index}.${end}`,
  )
  const zone = call.table(zones).put(id, { id, name, nameServers, Tags: [], ...rest })
  call.table(zoneOwners).put(id, call.account)
  addOwnRecords(zone, call)
  return zone
}

/** Removes a zone with all that is in it. */
export function deleteZone(id: string, call: Call): void {
  for (const set of call.table(recordSets).filter(({ zoneId }) => zoneId === id)) {
    call.table(recordSets).delete(recordKey(id, set))
  }
  call.table(zones).delete(id)
  call.table(zoneOwners).delete(id)
}

/** Every zone has a list of its name servers and a start of authority, which cannot be deleted. */
function addOwnRecords({ id, name, nameServers }: ZoneRecord, call: Call): void {
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`
  const own = [
    {
      Type: 'NS' as const,
      TTL: 172_800,
      ResourceRecords: nameServers.map(server => ({ Value: `${server}.` })),
    },
    { Type: 'SOA' as const, TTL: 900, ResourceRecords: [{ Value: soa }] },
  ]
  for (const set of own) {
    const record = { Name: name, ...set, zoneId: id, since: call.now }
    call.table(recordSets).put(recordKey(id, record), record)
  }
}

function shown(zone: ZoneRecord, call: Call) {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: call.table(recordSets).filter(({ zoneId }) => zoneId === zone.id).length,
  }
}

function taggedZone(type: string, id: string, call: Call): ZoneRecord {
  if (type !== 'hostedzone') throw noHealthCheck(id)
  return findZone(call, id)
}

function noHealthCheck(id: string): AwsError {
  return awsError('NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`)
}
