import { expect, test } from 'vitest'
import { byId, type Scene } from '../scene.ts'

/** How requests come in: listeners, rules, target groups, certificate and records. */
export function balancerFacts(of: () => Scene): void {
  test('the load balancer faces the internet from both public subnets', async () => {
    const { aws } = of()
    const subnets = byId((await aws.call('ec2', 'describe_subnets')).Subnets)
    const groups = byId((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
    const balancer = await theBalancer(of())
    expect(balancer).toMatchObject({
      LoadBalancerName: 'shop-prod-main',
      Scheme: 'internet-facing',
      Type: 'application',
      State: { Code: 'active' },
      SecurityGroups: [groups['load-balancer'].GroupId],
    })
    const places = balancer.AvailabilityZones.map(({ SubnetId }: { SubnetId: string }) => SubnetId)
    expect(places.toSorted()).toEqual([subnets['public-a'].SubnetId, subnets['public-b'].SubnetId].toSorted())
    const { Attributes } = await aws.call('elbv2', 'describe_load_balancer_attributes', {
      LoadBalancerArn: balancer.LoadBalancerArn,
    })
    expect(valuesOf(Attributes)).toMatchObject({
      'idle_timeout.timeout_seconds': '60',
      'deletion_protection.enabled': 'false',
    })
  })

  test('port 80 redirects to HTTPS for good; port 443 has the certificate, and 404 for what no rule matches', async () => {
    const [http, https] = await listeners(of())
    expect(http).toMatchObject({ Port: 80, Protocol: 'HTTP' })
    expect(http.DefaultActions).toMatchObject([
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
    ])
    const { CertificateArn } = await theCertificate(of())
    expect(https).toMatchObject({
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn }],
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    })
  })

  test('of two overlapping routes the more specific comes first', async () => {
    const { aws } = of()
    const { TargetGroups } = await aws.call('elbv2', 'describe_target_groups')
    const names = new Map(TargetGroups.map((one: TargetGroup) => [one.TargetGroupArn, one.TargetGroupName]))
    const [http, https] = await listeners(of())
    const input = { ListenerArn: https.ListenerArn }
    const rules: Rule[] = (await aws.call('elbv2', 'describe_rules', input)).Rules
    const lines = rules.map(({ Priority, Conditions, Actions }) => {
      const paths = Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig.Values).join(' ')
      return [Priority, paths, names.get(Actions[0]!.TargetGroupArn)].join(' | ')
    })
    expect(lines).toEqual([
      '10 | /v1/realtime/* /realtime/* | shop-prod-realtime',
      '20 | /v1/* | shop-prod-api',
      'default |  | ',
    ])
    const redirecting = await aws.call('elbv2', 'describe_rules', { ListenerArn: http.ListenerArn })
    expect(redirecting.Rules).toHaveLength(1)
  })

  test('each target group checks health and drains as the manifest says', async () => {
    const { aws } = of()
    const { TargetGroups } = await aws.call('elbv2', 'describe_target_groups')
    const group = (name: string) => TargetGroups.find((one: TargetGroup) => one.TargetGroupName === name)
    const [api, realtime] = [group('shop-prod-api'), group('shop-prod-realtime')]
    expect(api).toMatchObject({
      ...{ Protocol: 'HTTP', Port: 8080, TargetType: 'ip', HealthCheckPath: '/health' },
      ...{ HealthCheckIntervalSeconds: 20, HealthCheckTimeoutSeconds: 4 },
      ...{ HealthyThresholdCount: 3, UnhealthyThresholdCount: 4, Matcher: { HttpCode: '200-299' } },
    })
    expect(realtime).toMatchObject({ Port: 8081, HealthCheckPath: '/', Matcher: { HttpCode: '200' } })
    const attributes = async (TargetGroupArn: string) => {
      const answer = await aws.call('elbv2', 'describe_target_group_attributes', { TargetGroupArn })
      return valuesOf(answer.Attributes)
    }
    expect(await attributes(api.TargetGroupArn)).toMatchObject({
      'deregistration_delay.timeout_seconds': '45',
      'stickiness.enabled': 'false',
    })
    expect(await attributes(realtime.TargetGroupArn)).toMatchObject({
      'deregistration_delay.timeout_seconds': '30',
      'stickiness.enabled': 'true',
      'stickiness.type': 'lb_cookie',
    })
  })

  test('the domain leads to the load balancer, and its certificate is proven by a record beside it', async () => {
    const { DNSName, CanonicalHostedZoneId } = await theBalancer(of())
    const records = await ourRecords(of())
    for (const type of ['A', 'AAAA']) {
      const { AliasTarget } = records[`${type} shop.example.com.`]
      expect(AliasTarget.HostedZoneId).toBe(CanonicalHostedZoneId)
      expect(AliasTarget.DNSName.toLowerCase()).toContain(DNSName.toLowerCase())
    }
    const { Status, DomainValidationOptions } = await theCertificate(of())
    expect(Status).toBe('ISSUED')
    const { Name, Type, Value } = DomainValidationOptions[0].ResourceRecord
    expect(Type).toBe('CNAME')
    expect(records[`CNAME ${Name}`].ResourceRecords).toEqual([{ Value }])
  })
}

interface TargetGroup {
  readonly TargetGroupArn: string
  readonly TargetGroupName: string
}

interface Rule {
  readonly Priority: string
  readonly Conditions: { PathPatternConfig: { Values: string[] } }[]
  readonly Actions: { TargetGroupArn?: string }[]
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
export async function theBalancer({ aws }: Scene): Promise<any> {
  return (await aws.call('elbv2', 'describe_load_balancers', { Names: ['shop-prod-main'] })).LoadBalancers[0]
}

/** By port. */
// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
export async function listeners(scene: Scene): Promise<any[]> {
  const { LoadBalancerArn } = await theBalancer(scene)
  const { Listeners } = await scene.aws.call('elbv2', 'describe_listeners', { LoadBalancerArn })
  return Listeners.toSorted((a: { Port: number }, b: { Port: number }) => a.Port - b.Port)
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
export async function theCertificate({ aws }: Scene): Promise<any> {
  const { CertificateSummaryList } = await aws.call('acm', 'list_certificates')
  const ours = CertificateSummaryList.filter(
    ({ DomainName }: { DomainName: string }) => DomainName === 'shop.example.com',
  )
  expect(ours).toHaveLength(1)
  const { CertificateArn } = ours[0]
  return (await aws.call('acm', 'describe_certificate', { CertificateArn })).Certificate
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
async function ourRecords({ aws }: Scene): Promise<Record<string, any>> {
  const { HostedZones } = await aws.call('route53', 'list_hosted_zones')
  const { ResourceRecordSets } = await aws.call('route53', 'list_resource_record_sets', {
    HostedZoneId: HostedZones[0].Id,
  })
  return Object.fromEntries(
    ResourceRecordSets.map((one: { Type: string; Name: string }) => [`${one.Type} ${one.Name}`, one]),
  )
}

function valuesOf(attributes: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Key, Value }) => [Key, Value]))
}
