import type { ResourceRecordSet, RRType, Tag, VPC } from '@aws-sdk/client-route-53'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Route 53's operations. */
export type Route53Operations = Operations<typeof import('@aws-sdk/client-route-53')>

export interface ZoneRecord {
  /** `Z…`, without AWS's `/hostedzone/`. */
  id: string
  /** With a dot at the end. */
  name: string
  callerReference: string
  comment?: string | undefined
  isPrivate: boolean
  vpcs: VPC[]
  nameServers: string[]
  Tags: Tag[]
}

export type RecordSetRecord = ResourceRecordSet & {
  Name: string
  Type: RRType
  zoneId: string
  /** Since when it is as it is, in virtual ms. */
  since: number
}

export interface ChangeRecord {
  id: string
  submittedAt: Date
  comment?: string | undefined
}

/** By id. */
export const zones = defineTable<ZoneRecord>('route53.zones', 'account')
/** Whose zone it is, by id: Route 53 tells a zone of somebody else from none. */
export const zoneOwners = defineTable<string>('route53.zone-owners', 'global')
/** By `recordKey`. */
export const recordSets = defineTable<RecordSetRecord>('route53.records', 'account')
/** By id. */
export const changes = defineTable<ChangeRecord>('route53.changes', 'account')

export function recordKey(zoneId: string, set: ResourceRecordSet): string {
  return [zoneId, set.Name, set.Type, set.SetIdentifier ?? ''].join('\n')
}
