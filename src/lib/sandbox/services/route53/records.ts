import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { acmValidationDomain } from '../acm/tables.ts'
import { submitted } from './changes.ts'
import { canonicalName, compareNames } from './names.ts'
import { checkSet, differences, refusal } from './record-checks.ts'
import {
  type RecordSetRecord,
  type Route53Operations,
  recordKey,
  recordSets,
  type ZoneRecord,
} from './tables.ts'
import { findZone } from './zones.ts'

export const recordOperations = {
  ChangeResourceRecordSets({ HostedZoneId, ChangeBatch }, call) {
    const zone = findZone(call, HostedZoneId)
    if (ChangeBatch.Changes.length === 0) {
      throw awsError('InvalidInput', '1 validation error detected: Changes must contain at least one change')
    }
    // All or nothing: what throws leaves none of the batch behind.
    for (const { Action, ResourceRecordSet } of ChangeBatch.Changes) {
      apply(Action, { ...ResourceRecordSet, Name: canonicalName(ResourceRecordSet.Name) }, zone, call)
    }
    return { ChangeInfo: submitted(call, ChangeBatch.Comment) }
  },

  ListResourceRecordSets(
    { HostedZoneId, StartRecordName, StartRecordType, StartRecordIdentifier, MaxItems = 300 },
    call,
  ) {
    const { id } = findZone(call, HostedZoneId)
    if (StartRecordType && !StartRecordName) {
      throw awsError('InvalidInput', 'The input is not valid: a start record type needs a start record name')
    }
    const start = StartRecordName && {
      Name: StartRecordName,
      Type: StartRecordType,
      SetIdentifier: StartRecordIdentifier,
    }
    const found = call
      .table(recordSets)
      .filter(({ zoneId }) => zoneId === id)
      .sort(compareSets)
      .filter(set => !start || compareSets(set, start) >= 0)
    const next = found[MaxItems]
    return {
      ResourceRecordSets: found.slice(0, MaxItems).map(({ zoneId: _zone, since: _since, ...set }) => set),
      IsTruncated: next !== undefined,
      NextRecordName: next?.Name,
      NextRecordType: next?.Type,
      NextRecordIdentifier: next?.SetIdentifier,
      MaxItems,
    }
  },
} satisfies Route53Operations

type SetToChange = ResourceRecordSet & { Name: string; Type: RRType }

function apply(action: string, set: SetToChange, zone: ZoneRecord, call: Call): void {
  const key = recordKey(zone.id, set)
  const existing = call.table(recordSets).get(key)
  const what = `resource record set [name='${set.Name}', type='${set.Type}'${set.SetIdentifier ? `, set identifier='${set.SetIdentifier}'` : ''}]`
  if (action === 'DELETE') {
    checkDeletion(set, existing, what, zone)
    call.table(recordSets).delete(key)
    return
  }
  if (action !== 'CREATE' && action !== 'UPSERT') {
    throw awsError(
      'InvalidInput',
      `Invalid XML ; Value '${action}' is not facet-valid with respect to enumeration '[CREATE, DELETE, UPSERT]'`,
    )
  }
  if (action === 'CREATE' && existing) throw refusal(`Tried to create ${what} but it already exists`)
  const others = call
    .table(recordSets)
    .filter(one => one.zoneId === zone.id && one.Name === set.Name && one !== existing)
  checkSet(set, zone, others)
  call.table(recordSets).put(key, { ...set, zoneId: zone.id, since: call.now })
  if (set.ResourceRecords?.some(({ Value }) => Value?.includes(acmValidationDomain))) {
    call.schedule(timings.certificateIssued, 'acm.look-for-records')
  }
}

function checkDeletion(
  set: SetToChange,
  existing: RecordSetRecord | undefined,
  what: string,
  zone: ZoneRecord,
): void {
  if (set.Name === zone.name && (set.Type === 'NS' || set.Type === 'SOA')) {
    throw refusal(
      `A HostedZone must contain exactly one ${set.Type} record${set.Type === 'NS' ? ' set' : ''} for the zone itself.`,
    )
  }
  if (!existing) throw refusal(`Tried to delete ${what} but it was not found`)
  if (differences(set, existing)) {
    throw refusal(`Tried to delete ${what} but the values provided do not match the current values`)
  }
}

type Position = { Name: string; Type?: string | undefined; SetIdentifier?: string | undefined }

function compareSets(a: Position, b: Position): number {
  const byName = compareNames(a.Name, b.Name)
  if (byName !== 0) return byName
  const [left, right] = [a, b].map(({ Type = '', SetIdentifier = '' }) => `${Type}\n${SetIdentifier}`)
  return left! < right! ? -1 : left === right ? 0 : 1
}
