import type { AvailabilityZone } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import { filtered } from './filters.ts'
import type { Ec2Operations } from './tables.ts'

const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'sa-east-1',
]

/** A region's zones: six in us-east-1, three elsewhere. */
export function zonesOf(region: string): (AvailabilityZone & { ZoneName: string; ZoneId: string })[] {
  const letters = region === 'us-east-1' ? 'abcdef' : 'abc'
  return [...letters].map((letter, index) => ({
    ZoneName: `${region}${letter}`,
    ZoneId: `${shortName(region)}-az${index + 1}`,
    RegionName: region,
    State: 'available',
    ZoneType: 'availability-zone',
    GroupName: `${region}-zg-1`,
    NetworkBorderGroup: region,
    OptInStatus: 'opt-in-not-required',
    Messages: [],
  }))
}

/** `eu-west-1` as it stands in zone ids: `euw1`. */
function shortName(region: string): string {
  const [continent = '', direction = '', number = ''] = region.split('-')
  const letters = direction.replace(
    /^(north|south|east|west|central)(east|west)?$/,
    (_all, a: string, b?: string) => [a, b].map(part => part?.charAt(0) ?? '').join(''),
  )
  return `${continent}${letters}${number}`
}

export const zoneOperations = {
  DescribeAvailabilityZones({ ZoneNames, ZoneIds, Filters }, call) {
    const zones = zonesOf(call.region)
    const unknown = ZoneNames?.find(name => !zones.some(({ ZoneName }) => ZoneName === name))
    if (unknown) throw awsError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`)
    const chosen = zones.filter(
      ({ ZoneName, ZoneId }) =>
        (ZoneNames?.includes(ZoneName) ?? true) && (ZoneIds?.includes(ZoneId) ?? true),
    )
    const AvailabilityZones = filtered(chosen, Filters, {
      'zone-name': zone => zone.ZoneName,
      'zone-id': zone => zone.ZoneId,
      'zone-type': zone => zone.ZoneType,
      'region-name': zone => zone.RegionName,
      'opt-in-status': zone => zone.OptInStatus,
      'group-name': zone => zone.GroupName,
      state: zone => zone.State,
    })
    return { AvailabilityZones }
  },

  DescribeRegions({ RegionNames }) {
    const chosen = regions.filter(region => RegionNames?.includes(region) ?? true)
    return {
      Regions: chosen.map(region => ({
        RegionName: region,
        Endpoint: `ec2.${region}.amazonaws.com`,
        OptInStatus: 'opt-in-not-required',
      })),
    }
  },
} satisfies Ec2Operations
