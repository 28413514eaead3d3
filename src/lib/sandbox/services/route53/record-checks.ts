import { isIPv4, isIPv6 } from 'node:net'
import type { ResourceRecordSet } from '@aws-sdk/client-route-53'
import { type AwsError, awsError } from '../../aws-error.ts'
import { canonicalName, isWithin } from './names.ts'
import type { RecordSetRecord, ZoneRecord } from './tables.ts'

export function refusal(problem: string): AwsError {
  return awsError('InvalidChangeBatch', `[${problem}]`)
}

/**
 * Checks a record set that is to be created or replaced.
 *
 * @param others the zone's other record sets of the same name
 * @throws AwsError InvalidChangeBatch
 */
export function checkSet(set: ResourceRecordSet, zone: ZoneRecord, others: readonly RecordSetRecord[]): void {
  const { Name = '', Type } = set
  if (!isWithin(Name, zone.name)) {
    throw refusal(`RRSet with DNS name ${Name} is not permitted in zone ${zone.name}`)
  }
  if (Type === 'CNAME' && Name === zone.name) {
    throw refusal(`RRSet of type CNAME with DNS name ${Name} is not permitted at apex in zone ${zone.name}`)
  }
  if (others.some(other => other.Type !== Type && (other.Type === 'CNAME' || Type === 'CNAME'))) {
    throw refusal(
      `RRSet of type ${Type} with DNS name ${Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`,
    )
  }
  if (others.some(other => other.Type === Type && !(other.SetIdentifier && set.SetIdentifier))) {
    throw refusal(
      `RRSet with DNS name ${Name}, type ${Type}, SetIdentifier ${set.SetIdentifier ?? 'null'} cannot be created as other RRSets exist with the same name and type.`,
    )
  }
  if (set.AliasTarget) checkAlias(set)
  else checkValues(set)
}

/** Whether two record sets say different things; a deletion must repeat what is there. */
export function differences(given: ResourceRecordSet, existing: ResourceRecordSet): boolean {
  return comparable(given) !== comparable(existing)
}

function comparable({
  TTL,
  ResourceRecords,
  AliasTarget,
  Weight,
  Region,
  Failover,
}: ResourceRecordSet): string {
  const values = ResourceRecords?.map(({ Value }) => Value).sort()
  const alias = AliasTarget && {
    zone: AliasTarget.HostedZoneId,
    name: canonicalName(AliasTarget.DNSName ?? ''),
    health: AliasTarget.EvaluateTargetHealth,
  }
  return JSON.stringify({ TTL, values, alias, Weight, Region, Failover })
}

function checkAlias({ AliasTarget, TTL, ResourceRecords }: ResourceRecordSet): void {
  if (TTL !== undefined || ResourceRecords?.length) {
    throw awsError(
      'InvalidInput',
      'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found more than one',
    )
  }
  if (!/^Z[A-Z0-9]+$/.test(AliasTarget?.HostedZoneId ?? '')) {
    throw refusal(
      `Tried to create an alias that targets ${AliasTarget?.DNSName}, but the alias target name does not lie within the target zone`,
    )
  }
}

function checkValues({ Type, TTL, ResourceRecords = [] }: ResourceRecordSet): void {
  if (TTL === undefined || ResourceRecords.length === 0) {
    throw awsError(
      'InvalidInput',
      'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none',
    )
  }
  const invalid = (problem: string, value: string) =>
    refusal(`Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`)
  for (const { Value = '' } of ResourceRecords) {
    if (Type === 'A' && !isIPv4(Value)) {
      throw invalid('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', Value)
    }
    if (Type === 'AAAA' && !isIPv6(Value)) {
      throw invalid('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', Value)
    }
    if (Type === 'TXT' && !/^(\s*"(?:[^"\\]|\\.)*")+\s*$/.test(Value)) {
      throw invalid('InvalidCharacterString (Value should be enclosed in quotation marks)', Value)
    }
  }
  if (Type === 'CNAME' && ResourceRecords.length > 1) {
    throw invalid(
      'CNAMERRDATATooMany (A CNAME has one value)',
      ResourceRecords.map(({ Value }) => Value).join(' '),
    )
  }
}
