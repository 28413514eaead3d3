import { afterAll, beforeAll, expect, test } from 'vitest'
import { openings } from './facts/network.ts'
import { inventory } from './inventory.ts'
import { makeOthers, type Others } from './others.ts'
import { byId, openScene, type Scene } from './scene.ts'
import { describeContract } from './stand-in.ts'

describeContract('a guest in what others made', start => {
  let scene: Scene
  let others: Others
  let before: Awaited<ReturnType<typeof inventory>>

  beforeAll(async () => {
    const standIn = await start()
    others = await makeOthers(standIn.aws)
    before = await inventory(standIn.aws)
    scene = await openScene(standIn, 'test/fixtures/ground', {
      THEIR_VPC: others.vpcId,
      THEIR_SUBNET_A: others.subnetIds[0],
      THEIR_SUBNET_B: others.subnetIds[1],
      THEIR_CERTIFICATE: others.certificateArn,
      THEIR_LOAD_BALANCER: others.loadBalancerArn,
    })
  })
  afterAll(() => scene?.close())

  test('of the network and the load balancer only its own groups and rules are made', async () => {
    const { made } = await scene.deployctl.json('bootstrap guest')
    const names = made.map(({ kind, id }: { kind: string; id: string }) => `${kind}/${id}`)
    expect(
      names.filter((name: string) => !/^(alarm|log-group|role|secret|topic)\//.test(name)).toSorted(),
    ).toEqual([
      'ledger-bucket/main',
      'listener-rules/main',
      'repository/api',
      'security-group-rules/tasks',
      'security-group/tasks',
      'target-group/api',
      'target-group/realtime',
    ])
    expect(await scene.deployctl.run('plan guest --exit-code')).toMatchObject({ code: 0 })
  })

  test('its rules stand behind theirs, and only for its own host', async () => {
    const input = { ListenerArn: others.listenerArn }
    const { Rules } = await scene.aws.call('elbv2', 'describe_rules', input)
    expect(Rules.map(line)).toEqual([
      '100 /theirs/*',
      '110 guest.example.com /v1/realtime/* /realtime/*',
      '120 guest.example.com /v1/*',
      'default',
    ])
  })

  test('their load balancer reaches its tasks', async () => {
    const { SecurityGroups } = await scene.aws.call('ec2', 'describe_security_groups')
    const { tasks } = byId(SecurityGroups, 'guest')
    expect(tasks.VpcId).toBe(others.vpcId)
    expect(openings(tasks.IpPermissions)).toEqual(
      [
        `tcp 8080-8080 ${others.groupId}`,
        `tcp 8080-8080 ${tasks.GroupId}`,
        `tcp 8081-8081 ${others.groupId}`,
        `tcp 8081-8081 ${tasks.GroupId}`,
      ].toSorted(),
    )
  })

  test('what is theirs is described as before, and no call ever wrote to it', async () => {
    const now = await inventory(scene.aws)
    for (const list of [
      'ec2 Vpcs',
      'ec2 Subnets',
      'ec2 RouteTables',
      'ec2 InternetGateways',
      'ecs clusters',
    ]) {
      expect(now[list]).toEqual(before[list])
    }
    for (const list of ['elbv2 LoadBalancers', 'acm CertificateSummaryList', 'route53 HostedZones']) {
      expect(now[list]).toEqual(before[list])
    }
    expect(now[`listeners of ${others.loadBalancerArn}`]).toEqual(
      before[`listeners of ${others.loadBalancerArn}`],
    )
    const forbidden = /Vpc$|Subnet|RouteTable|LoadBalancer|Listener$|Cluster|Certificate|Gateway/
    expect(scene.recorder.writes.filter(name => forbidden.test(name))).toEqual([])
  })

  test('teardown leaves nothing of its own, and theirs as it was', async () => {
    const { proof } = await scene.deployctl.json('teardown guest --yes --delete-data *')
    expect(proof).toMatchObject({ standing: 0 })
    expect(await inventory(scene.aws)).toEqual(before)
  })

  // ACM API reference, DeleteCertificate: ResourceInUseException.
  test('where moto and AWS differ: a certificate in use is not deleted; moto deletes it', async () => {
    const outcome = await scene.aws
      .call('acm', 'delete_certificate', { CertificateArn: others.certificateArn })
      .then(
        () => 'done',
        ({ message }) => message,
      )
    expect(outcome).toBe(scene.standIn.name === 'moto' ? 'done' : 'ResourceInUseException')
  })
})

interface Rule {
  readonly Priority: string
  readonly Conditions: {
    readonly HostHeaderConfig?: { Values: string[] }
    readonly PathPatternConfig?: { Values: string[] }
  }[]
}

function line({ Priority, Conditions }: Rule): string {
  const values = (field: 'HostHeaderConfig' | 'PathPatternConfig') =>
    Conditions.flatMap(condition => condition[field]?.Values ?? [])
  return [Priority, ...values('HostHeaderConfig'), ...values('PathPatternConfig')].join(' ')
}
