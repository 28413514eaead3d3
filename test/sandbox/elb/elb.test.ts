import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, closeBench, makeLoadBalancer, seconds, targetHealth } from '../ecs/bench.ts'
import { type LoadBalancer, startFront } from './bench.ts'

let bench: Bench
let web: LoadBalancer
beforeAll(async () => {
  ;({ bench, web } = await startFront())
})
afterAll(() => closeBench(bench))

test('a load balancer takes two and a half minutes to become active', async () => {
  const describe = new elb.DescribeLoadBalancersCommand({ Names: ['web'] })
  const state = async () => (await bench.elb.send(describe)).LoadBalancers![0]!.State!.Code
  expect(await state()).toBe('provisioning')
  await bench.sandbox.advance(150 * seconds)
  expect(await state()).toBe('active')
})

test.each([
  ['a-name-that-is-far-too-long-for-a-load-balancer', "cannot be longer than '32' characters"],
  ['under_score', 'can only contain characters that are alphanumeric'],
  ['internal-web', "cannot begin with 'internal-'"],
])('the name %s is refused', async (Name, problem) => {
  const create = new elb.CreateLoadBalancerCommand({ Name, Subnets: bench.subnets })
  await expect(bench.elb.send(create)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(problem),
  })
})

test('one subnet is not enough', async () => {
  const create = new elb.CreateLoadBalancerCommand({ Name: 'one', Subnets: bench.subnets.slice(0, 1) })
  await expect(bench.elb.send(create)).rejects.toMatchObject({
    message: 'At least two subnets in two different Availability Zones must be specified',
  })
})

test('creating again with the same settings answers the one that is there', async () => {
  const create = (Subnets: string[]) =>
    bench.elb.send(new elb.CreateLoadBalancerCommand({ Name: 'web', Subnets, SecurityGroups: [bench.group] }))
  expect((await create(bench.subnets)).LoadBalancers![0]!.LoadBalancerArn).toBe(web.arn)
  await expect(create(bench.subnets.slice(1))).rejects.toMatchObject({
    name: 'DuplicateLoadBalancerNameException',
  })
})

test('what is not there is not found, each kind by its own name', async () => {
  const none = `${web.arn}0`
  await expect(
    bench.elb.send(new elb.DescribeLoadBalancersCommand({ Names: ['none'] })),
  ).rejects.toMatchObject({ name: 'LoadBalancerNotFoundException' })
  await expect(
    bench.elb.send(new elb.DescribeTargetGroupsCommand({ Names: ['none'] })),
  ).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' })
  await expect(
    bench.elb.send(new elb.DescribeListenersCommand({ ListenerArns: [none] })),
  ).rejects.toMatchObject({ name: 'ListenerNotFoundException' })
})

test('a target group in use cannot be deleted', async () => {
  const remove = new elb.DeleteTargetGroupCommand({ TargetGroupArn: web.targetGroup })
  await expect(bench.elb.send(remove)).rejects.toMatchObject({ name: 'ResourceInUseException' })
})

test('an HTTPS listener needs a certificate that exists', async () => {
  const create = (Certificates?: elb.Certificate[]) =>
    bench.elb.send(
      new elb.CreateListenerCommand({
        LoadBalancerArn: web.arn,
        Protocol: 'HTTPS',
        Port: 443,
        Certificates,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: web.targetGroup }],
      }),
    )
  await expect(create()).rejects.toMatchObject({
    message: 'A certificate must be specified for HTTPS listeners',
  })
  await expect(
    create([{ CertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/none' }]),
  ).rejects.toMatchObject({ name: 'CertificateNotFoundException' })
})

test('a target group belongs to one load balancer', async () => {
  const second = await makeLoadBalancer(bench, 'second')
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: web.targetGroup }]
  const modify = new elb.ModifyListenerCommand({ ListenerArn: second.listener, DefaultActions })
  await expect(bench.elb.send(modify)).rejects.toMatchObject({
    name: 'TargetGroupAssociationLimitException',
    message: `The following target groups cannot be associated with more than one load balancer: ${web.targetGroup}`,
  })
})

const Actions: elb.Action[] = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '204' } }]

function createRule(Priority: number, Values: string[]) {
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values } }]
  return bench.elb.send(
    new elb.CreateRuleCommand({ ListenerArn: web.listener, Priority, Conditions, Actions }),
  )
}

test('rules: five values, one priority each, and priorities change all at once', async () => {
  const paths = ['/1', '/2', '/3', '/4', '/5', '/6']
  await expect(createRule(1, paths)).rejects.toMatchObject({
    message: "A rule can only have '5' condition values",
  })
  const first = (await createRule(1, paths.slice(1))).Rules![0]!.RuleArn
  await expect(createRule(1, ['/x'])).rejects.toMatchObject({ name: 'PriorityInUseException' })
  const second = (await createRule(2, ['/x'])).Rules![0]!.RuleArn
  const prioritize = (...pairs: [string | undefined, number][]) =>
    bench.elb.send(
      new elb.SetRulePrioritiesCommand({
        RulePriorities: pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority })),
      }),
    )
  await expect(prioritize([first, 2])).rejects.toMatchObject({ name: 'PriorityInUseException' })
  await prioritize([first, 2], [second, 1])
  const { Rules } = await bench.elb.send(new elb.DescribeRulesCommand({ ListenerArn: web.listener }))
  expect(Rules!.map(({ RuleArn, Priority }) => [RuleArn, Priority])).toEqual([
    [second, '1'],
    [first, '2'],
    [expect.stringMatching(/\/default$/), 'default'],
  ])
})

test('attributes: defaults, changes, and refusals', async () => {
  const modify = (Key: string, Value: string) =>
    bench.elb.send(
      new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: web.arn, Attributes: [{ Key, Value }] }),
    )
  const { Attributes } = await modify('idle_timeout.timeout_seconds', '120')
  expect(Attributes).toContainEqual({ Key: 'idle_timeout.timeout_seconds', Value: '120' })
  await expect(modify('idle_timeout', '120')).rejects.toMatchObject({
    message: "Load balancer attribute key 'idle_timeout' is not recognized",
  })
  await modify('deletion_protection.enabled', 'true')
  const remove = new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: web.arn })
  await expect(bench.elb.send(remove)).rejects.toMatchObject({ name: 'OperationNotPermittedException' })
  await modify('deletion_protection.enabled', 'false')
})

test('deleting a load balancer takes its listeners along, and frees the target group', async () => {
  const other = await makeLoadBalancer(bench, 'other')
  await bench.elb.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: other.arn }))
  await bench.elb.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: other.arn }))
  await expect(
    bench.elb.send(new elb.DescribeListenersCommand({ ListenerArns: [other.listener] })),
  ).rejects.toMatchObject({ name: 'ListenerNotFoundException' })
  await bench.elb.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn: other.targetGroup }))
})

test('targets of a group that no listener uses are unused', async () => {
  const make = new elb.CreateTargetGroupCommand({
    Name: 'spare',
    Protocol: 'HTTP',
    Port: 80,
    VpcId: bench.vpc,
    TargetType: 'ip',
  })
  const { TargetGroupArn } = (await bench.elb.send(make)).TargetGroups![0]!
  const Targets = [{ Id: '10.0.0.99' }]
  await bench.elb.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets }))
  expect(await targetHealth(bench, TargetGroupArn!)).toMatchObject([
    { State: 'unused', Reason: 'Target.NotInUse' },
  ])
})
