import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../apigateway/bench.ts'
import { type Bench, closeBench, seconds } from '../ecs/bench.ts'
import { type LoadBalancer, serve, startFront } from './bench.ts'

let bench: Bench
let web: LoadBalancer
/** One behind which a service answers, and one behind which nobody does. */
let full: string
let empty: string
beforeAll(async () => {
  ;({ bench, web } = await startFront())
  full = web.targetGroup
  empty = await createGroup('empty')
  await serve({ bench, web })
  await bench.sandbox.advance(300 * seconds)
})
afterAll(() => closeBench(bench))

async function createGroup(Name: string): Promise<string> {
  const { TargetGroups } = await bench.elb.send(
    new elb.CreateTargetGroupCommand({
      Name,
      Protocol: 'HTTP',
      Port: 80,
      VpcId: bench.vpc,
      TargetType: 'ip',
    }),
  )
  return TargetGroups![0]!.TargetGroupArn!
}

/** Lets the listener forward to groups by weight. @returns the action as it is shown */
async function weigh(weights: Record<string, number>, sticky?: elb.TargetGroupStickinessConfig) {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }))
  return modify({ TargetGroups, ...(sticky && { TargetGroupStickinessConfig: sticky }) })
}

async function modify(ForwardConfig: elb.ForwardActionConfig, TargetGroupArn?: string) {
  const DefaultActions = [{ Type: 'forward' as const, ForwardConfig, TargetGroupArn }]
  const change = new elb.ModifyListenerCommand({ ListenerArn: web.listener, DefaultActions })
  return (await bench.elb.send(change)).Listeners![0]!.DefaultActions![0]!
}

async function statuses(count: number): Promise<Set<number | undefined>> {
  const answers = await Promise.all(Array.from({ length: count }, () => ask(bench, web.dnsName, '/')))
  return new Set(answers.map(({ status }) => status))
}

test('one group is shown in both forms, several in the one with weights', async () => {
  expect(await modify({ TargetGroups: [{ TargetGroupArn: full }] })).toEqual({
    Type: 'forward',
    TargetGroupArn: full,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: full, Weight: 1 }],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  })
  expect(await weigh({ [full]: 1, [empty]: 0 })).toEqual({
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: full, Weight: 1 },
        { TargetGroupArn: empty, Weight: 0 },
      ],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  })
})

test('a rule forwards by weight as well', async () => {
  const ForwardConfig = {
    TargetGroups: [{ TargetGroupArn: full, Weight: 0 }, { TargetGroupArn: empty }],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
  }
  const { Rules } = await bench.elb.send(
    new elb.CreateRuleCommand({
      ListenerArn: web.listener,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/rule'] }],
      Actions: [{ Type: 'forward', ForwardConfig }],
    }),
  )
  const { RuleArn, Actions } = Rules![0]!
  expect(Actions![0]!.ForwardConfig!.TargetGroups![1]!.Weight).toBe(1)
  expect((await ask(bench, web.dnsName, '/rule')).status).toBe(503)
  const TargetGroups = [{ TargetGroupArn: full }, { TargetGroupArn: empty, Weight: 0 }]
  const turned = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }]
  await bench.elb.send(new elb.ModifyRuleCommand({ RuleArn, Actions: turned }))
  expect((await ask(bench, web.dnsName, '/rule')).status).toBe(200)
  await bench.elb.send(new elb.DeleteRuleCommand({ RuleArn }))
})

test('a group without weight is in use, and gets no requests', async () => {
  await weigh({ [full]: 1, [empty]: 0 })
  const { TargetGroups } = await bench.elb.send(
    new elb.DescribeTargetGroupsCommand({ TargetGroupArns: [empty] }),
  )
  expect(TargetGroups![0]!.LoadBalancerArns).toEqual([web.arn])
  expect(await statuses(20)).toEqual(new Set([200]))
  await weigh({ [full]: 0, [empty]: 1 })
  expect(await statuses(20)).toEqual(new Set([503]))
  await weigh({ [full]: 0, [empty]: 0 })
  expect(await statuses(5)).toEqual(new Set([503]))
  await weigh({ [full]: 500, [empty]: 500 })
  expect(await statuses(60)).toEqual(new Set([200, 503]))
})

test('weights, numbers of groups and durations have their bounds', async () => {
  const refusal = (message: string) => ({ name: 'ValidationError', message })
  await expect(weigh({ [full]: 1000, [empty]: 0 })).rejects.toMatchObject(
    refusal('The weight for each target group must be between 0 and 999, inclusive'),
  )
  const duration = refusal('Target group stickiness duration must be between 1 and 604800 seconds')
  await expect(weigh({ [full]: 1 }, { Enabled: true })).rejects.toMatchObject(duration)
  await expect(weigh({ [full]: 1 }, { Enabled: true, DurationSeconds: 604_801 })).rejects.toMatchObject(
    duration,
  )
  const six = Array.from({ length: 6 }, () => ({ TargetGroupArn: full }))
  await expect(modify({ TargetGroups: six })).rejects.toMatchObject({ name: 'ValidationError' })
  await expect(modify({ TargetGroups: [{ TargetGroupArn: full }] }, empty)).rejects.toMatchObject({
    name: 'ValidationError',
  })
})

test('who sticks to a target sticks to its group', async () => {
  const stick = (Value: string) =>
    bench.elb.send(
      new elb.ModifyTargetGroupAttributesCommand({
        TargetGroupArn: empty,
        Attributes: [{ Key: 'stickiness.enabled', Value }],
      }),
    )
  await weigh({ [full]: 1, [empty]: 1 })
  const rule = `${web.listener.replace(':listener/', ':listener-rule/')}/default`
  await expect(stick('true')).rejects.toMatchObject({
    name: 'InvalidConfigurationRequestException',
    message: `This target group appears behind a rule with group stickiness disabled (${rule}). You must enable group stickiness before enabling target stickiness`,
  })
  await weigh({ [full]: 1, [empty]: 1 }, { Enabled: true, DurationSeconds: 60 })
  await stick('true')
  await expect(weigh({ [full]: 1, [empty]: 1 })).rejects.toMatchObject({
    name: 'InvalidLoadBalancerActionException',
    message:
      'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
  })
  await weigh({ [empty]: 1 })
  await stick('false')
})

test('a client comes back to its group for as long as its cookie is good, and the group is there', async () => {
  const sticky = { Enabled: true, DurationSeconds: 60 }
  await weigh({ [full]: 1, [empty]: 0 }, sticky)
  const { headers } = await ask(bench, web.dnsName, '/')
  const expires = new Date(Math.floor(bench.sandbox.clock.now() / 1000) * 1000 + 60 * seconds).toUTCString()
  const [cookie, twin] = headers['set-cookie'] as string[]
  expect(cookie).toMatch(new RegExp(`^AWSALBTG=\\S+; Expires=${expires}; Path=/$`))
  expect(twin).toMatch(/^AWSALBTGCORS=\S+; .*; SameSite=None; Secure$/)
  const back = async () =>
    (await ask(bench, web.dnsName, '/', { headers: { cookie: `a=b; ${cookie!.split(';')[0]}` } })).status

  await weigh({ [full]: 0, [empty]: 1 }, sticky)
  expect((await ask(bench, web.dnsName, '/')).status).toBe(503)
  expect(await back()).toBe(200)
  await weigh({ [full]: 0, [empty]: 1 })
  expect(await back()).toBe(503)
  await weigh({ [empty]: 1 }, sticky)
  expect(await back()).toBe(503)
  await weigh({ [full]: 0, [empty]: 1 }, sticky)
  expect(await back()).toBe(200)
  await bench.sandbox.advance(60 * seconds)
  expect(await back()).toBe(503)
})
