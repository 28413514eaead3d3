import type { Ports } from '../../src/lib/aws/index.ts'

/** A network and a load balancer with one rule, as another team would have made them. */
export async function someoneElses({ ec2, elb }: Ports) {
  const VpcId = (await ec2.createVpc({ CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!
  const { InternetGateway } = await ec2.createInternetGateway({})
  await ec2.attachInternetGateway({ VpcId, InternetGatewayId: InternetGateway!.InternetGatewayId! })
  const made = await Promise.all(
    ['a', 'b'].map((zone, index) =>
      ec2.createSubnet({ VpcId, CidrBlock: `10.9.${index}.0/24`, AvailabilityZone: `eu-west-1${zone}` }),
    ),
  )
  const subnets = made.map(({ Subnet }) => Subnet!.SubnetId!)
  const group = (await ec2.createSecurityGroup({ GroupName: 'shared', Description: 'shared', VpcId }))
    .GroupId!
  const balancer = await elb.createLoadBalancer({ Name: 'shared', Subnets: subnets, SecurityGroups: [group] })
  const arn = balancer.LoadBalancers![0]!.LoadBalancerArn!
  const answer = { Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '404' } }
  const { Listeners } = await elb.createListener({
    LoadBalancerArn: arn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [answer],
  })
  const listener = Listeners![0]!.ListenerArn!
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/theirs/*'] } }]
  await elb.createRule({ ListenerArn: listener, Priority: 100, Conditions, Actions: [answer] })
  return { arn, listener, group, network: { vpc: VpcId, publicSubnets: subnets, privateSubnets: [] } }
}
