import { setTimeout } from 'node:timers/promises'
import type { Boto3 } from '../boto3.ts'
import type { Lack } from '../templates/lacks.ts'
import { until } from '../until.ts'

/** A private namespace brings a hosted zone, which goes with it; moto forgets to take it away. */
export const namespaceLack: Lack = {
  // Cloud Map API reference, CreatePrivateDnsNamespace and DeleteNamespace: the zone is Cloud Map's own.
  title: 'the hosted zone of a private namespace goes with it; moto keeps it',
  async observe({ aws }) {
    const { Vpc } = await aws.call('ec2', 'create_vpc', { CidrBlock: '10.99.0.0/16' })
    const creation = { Name: 'theirs.internal', Vpc: Vpc.VpcId }
    const { OperationId } = await aws.call('servicediscovery', 'create_private_dns_namespace', creation)
    const operation = () => aws.call('servicediscovery', 'get_operation', { OperationId })
    await until(async () => (await operation()).Operation.Status === 'SUCCESS')
    const there = async () => (await zonesOf(aws, 'theirs.internal')).length
    const made = await there()
    const Id = (await operation()).Operation.Targets.NAMESPACE
    await aws.call('servicediscovery', 'delete_namespace', { Id })
    for (let tries = 0; tries < 20 && (await there()) > 0; tries++) await setTimeout(100)
    await aws.call('ec2', 'delete_vpc', { VpcId: Vpc.VpcId })
    return [made, await there()]
  },
  async clear({ aws, prefix }) {
    for (const name of ['theirs.internal', `${prefix}.internal`])
      for (const Id of await zonesOf(aws, name)) await aws.call('route53', 'delete_hosted_zone', { Id })
  },
  moto: [1, 1],
  aws: [1, 0],
}

async function zonesOf(aws: Boto3, name: string): Promise<string[]> {
  const { HostedZones } = await aws.call('route53', 'list_hosted_zones')
  return HostedZones.filter(({ Name }: Named) => Name.startsWith(name)).map(({ Id }: { Id: string }) => Id)
}

interface Named {
  readonly Name: string
}
