import { listeners, theBalancer } from './facts/balancer.ts'
import { byId, type Scene } from './scene.ts'

/**
 * Changes things behind deployctl's back, as a person with a console would.
 * @returns what a plan must say of it, sorted
 */
export async function meddle(scene: Scene): Promise<string[]> {
  await meddleWithNetwork(scene)
  await meddleWithBalancer(scene)
  const { aws } = scene
  const repositoryName = 'shop-prod/api'
  await aws.call('ecr', 'put_image_tag_mutability', { repositoryName, imageTagMutability: 'MUTABLE' })
  await aws.call('ecr', 'delete_lifecycle_policy', { repositoryName })
  const logGroupName = '/deployctl/shop/prod/api'
  await aws.call('logs', 'put_retention_policy', { logGroupName, retentionInDays: 1 })
  await aws.call('iam', 'put_role_policy', {
    RoleName: 'shop-prod-task-realtime',
    PolicyName: 'deployctl',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
  })
  await aws.call('cloudwatch', 'delete_alarms', { AlarmNames: ['shop-prod-api-cpu'] })
  const Bucket = 'deployctl-shop-123456789012-us-east-1'
  await aws.call('s3', 'delete_public_access_block', { Bucket })
  return [
    'alarm/api-cpu create',
    'ledger-bucket/main update public-access',
    'listener-rules/main update rule',
    'listener/http update otherwise',
    'load-balancer/main update idleTimeout',
    'log-group/api update retentionDays',
    'repository/api update immutableTags lifecycle',
    'role/task-realtime update policy',
    'route-table/private-a update wayOut',
    'security-group-rules/tasks update inbound',
    'target-group/api update health.path drain',
  ]
}

async function meddleWithNetwork({ aws }: Scene): Promise<void> {
  const { tasks } = byId((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }
  const { GroupId } = tasks
  await aws.call('ec2', 'authorize_security_group_ingress', { GroupId, IpPermissions: [ssh] })
  const tables = byId((await aws.call('ec2', 'describe_route_tables')).RouteTables)
  const { RouteTableId } = tables['private-a']
  await aws.call('ec2', 'delete_route', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' })
}

async function meddleWithBalancer(scene: Scene): Promise<void> {
  const { aws } = scene
  const { LoadBalancerArn } = await theBalancer(scene)
  const Attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '5' }]
  await aws.call('elbv2', 'modify_load_balancer_attributes', { LoadBalancerArn, Attributes })
  const { TargetGroups } = await aws.call('elbv2', 'describe_target_groups', { Names: ['shop-prod-api'] })
  const { TargetGroupArn } = TargetGroups[0]
  await aws.call('elbv2', 'modify_target_group', { TargetGroupArn, HealthCheckPath: '/other' })
  const drain = [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }]
  await aws.call('elbv2', 'modify_target_group_attributes', { TargetGroupArn, Attributes: drain })
  const [http, https] = await listeners(scene)
  const { Rules } = await aws.call('elbv2', 'describe_rules', { ListenerArn: https.ListenerArn })
  await aws.call('elbv2', 'delete_rule', { RuleArn: Rules[0].RuleArn })
  await aws.call('elbv2', 'modify_listener', {
    ListenerArn: http.ListenerArn,
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
  })
}
