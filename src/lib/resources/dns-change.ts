import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53'
import { type Ports, unlessMissing, until } from '../aws/index.ts'
import type { Run } from './resource.ts'

/** The records of one name in a hosted zone; none where the zone is gone. */
export async function recordsOf(
  hostedZone: string,
  name: string,
  { route53 }: Ports,
): Promise<ResourceRecordSet[]> {
  const listing = route53.listResourceRecordSets({
    HostedZoneId: hostedZone,
    StartRecordName: name,
    MaxItems: 20,
  })
  const { ResourceRecordSets = [] } = (await unlessMissing(listing)) ?? {}
  return ResourceRecordSets.filter(record => plainName(record.Name!) === plainName(name))
}

/** Changes one record, and waits until every name server of Route 53 knows. */
export async function changeRecord(
  hostedZone: string,
  Action: 'UPSERT' | 'DELETE',
  ResourceRecordSet: ResourceRecordSet,
  run: Run,
): Promise<void> {
  const { route53 } = run.ports
  const changes: Change[] = [{ Action, ResourceRecordSet }]
  const { ChangeInfo } = await route53.changeResourceRecordSets({
    HostedZoneId: hostedZone,
    ChangeBatch: { Changes: changes },
  })
  if (ChangeInfo!.Status === 'INSYNC') return
  run.waiting(`for Route 53 to publish ${ResourceRecordSet.Name}; about a minute`)
  const what = `Route 53 to publish ${ResourceRecordSet.Name}`
  await until({ ...run, what, within: 600 }, async () => {
    const answer = await route53.getChange({ Id: ChangeInfo!.Id! })
    return answer.ChangeInfo!.Status === 'INSYNC' ? true : undefined
  })
}

/** A name as people write it. Route 53 ends it with a dot, and writes `*` as `\052`. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '').replace('\\052', '*')
}
