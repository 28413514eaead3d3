import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'
import { ourSubnets } from './layout.ts'

export interface Front {
  /** The name on the certificate; without one the load balancer serves port 80. */
  readonly domain?: string
  /** In their order: `/v1/realtime/* /realtime/* → realtime`. */
  readonly routes: readonly string[]
  readonly services: Readonly<Record<string, Behind>>
}

export interface Behind {
  readonly port: number
  readonly health: Readonly<Record<string, unknown>>
  readonly sticky?: boolean
}

/** The load balancer of a runbook: where it stands, what it listens to, whom it asks. */
export function frontFacts(of: () => System, { domain, routes, services }: Front): void {
  test('the load balancer faces the internet from the public subnets', async () => {
    const subnets = await ourSubnets(of())
    const balancer = await ourBalancer(of())
    expect(balancer).toMatchObject({
      Scheme: 'internet-facing',
      Type: 'application',
      State: { Code: 'active' },
    })
    const places = balancer.AvailabilityZones.map(({ SubnetId }: { SubnetId: string }) => SubnetId)
    expect(places.toSorted()).toEqual([subnets['public-a'].SubnetId, subnets['public-b'].SubnetId].toSorted())
  })

  if (domain) secureFacts(of, domain)

  test('each path leads to its service, the more exact one first', async () => {
    const { aws } = of()
    const [listener] = (await ourListeners(of())).toReversed()
    expect(listener.Port).toBe(domain ? 443 : 80)
    const names = new Map((await ourGroups(of())).map(one => [one.TargetGroupArn, one.TargetGroupName]))
    const { Rules } = await aws.call('elbv2', 'describe_rules', { ListenerArn: listener.ListenerArn })
    const lines = (Rules as Rule[])
      .filter(({ IsDefault }) => !IsDefault)
      .map(({ Conditions, Actions }) => {
        const paths = Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? [])
        return `${paths.join(' ')} → ${names.get(Actions[0]?.TargetGroupArn)?.replace(`${of().prefix}-`, '')}`
      })
    expect(lines).toEqual(routes)
  })

  test('each target group asks for health as the runbook says', async () => {
    const { aws, prefix } = of()
    const groups = await ourGroups(of())
    expect(groups.map(one => one.TargetGroupName).toSorted()).toEqual(
      Object.keys(services)
        .map(id => `${prefix}-${id}`)
        .toSorted(),
    )
    for (const [id, { port, health, sticky = false }] of Object.entries(services)) {
      const group = groups.find(one => one.TargetGroupName === `${prefix}-${id}`)
      expect(group).toMatchObject({ Protocol: 'HTTP', Port: port, TargetType: 'ip', ...health })
      const { Attributes } = await aws.call('elbv2', 'describe_target_group_attributes', {
        TargetGroupArn: group?.TargetGroupArn,
      })
      expect(Attributes).toContainEqual({ Key: 'stickiness.enabled', Value: String(sticky) })
    }
  })
}

function secureFacts(of: () => System, domain: string): void {
  test('HTTP moves to HTTPS for good, under a certificate that was proven in the zone', async () => {
    const { aws } = of()
    const [http, https] = await ourListeners(of())
    expect(http).toMatchObject({
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    })
    const { CertificateSummaryList } = await aws.call('acm', 'list_certificates')
    const { CertificateArn } = CertificateSummaryList.find((one: Named) => one.DomainName === domain)
    const { Certificate } = await aws.call('acm', 'describe_certificate', { CertificateArn })
    expect(Certificate.Status).toBe('ISSUED')
    expect(https).toMatchObject({ Port: 443, Protocol: 'HTTPS', Certificates: [{ CertificateArn }] })
    // Every policy of 2016 still takes TLS 1.0 (Elastic Load Balancing, "Security policies").
    expect(https.SslPolicy).toMatch(/^ELBSecurityPolicy-TLS13-/)
    const { Name, Value } = Certificate.DomainValidationOptions[0].ResourceRecord
    const records = await zoneRecords(of())
    expect(records[`CNAME ${Name}`].ResourceRecords).toEqual([{ Value }])
  })

  test('the domain leads to the load balancer, by IPv4 and IPv6', async () => {
    const { DNSName, CanonicalHostedZoneId } = await ourBalancer(of())
    const records = await zoneRecords(of())
    for (const type of ['A', 'AAAA']) {
      const { AliasTarget } = records[`${type} ${domain}.`]
      expect(AliasTarget.HostedZoneId).toBe(CanonicalHostedZoneId)
      expect(AliasTarget.DNSName.toLowerCase()).toContain(DNSName.toLowerCase())
    }
  })
}

interface Named {
  readonly DomainName: string
}

interface Rule {
  readonly IsDefault: boolean
  readonly Conditions: { PathPatternConfig?: { Values: string[] } }[]
  readonly Actions: { TargetGroupArn?: string }[]
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
export async function ourBalancer({ aws, prefix }: System): Promise<any> {
  const { LoadBalancers } = await aws.call('elbv2', 'describe_load_balancers', { Names: [`${prefix}-main`] })
  return LoadBalancers[0]
}

/** By port. */
// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
async function ourListeners(system: System): Promise<any[]> {
  const { LoadBalancerArn } = await ourBalancer(system)
  const { Listeners } = await system.aws.call('elbv2', 'describe_listeners', { LoadBalancerArn })
  return Listeners.toSorted((a: { Port: number }, b: { Port: number }) => a.Port - b.Port)
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
async function ourGroups({ aws }: System): Promise<any[]> {
  return (await aws.call('elbv2', 'describe_target_groups')).TargetGroups
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
async function zoneRecords({ aws }: System): Promise<Record<string, any>> {
  const { HostedZones } = await aws.call('route53', 'list_hosted_zones')
  const HostedZoneId = HostedZones.find(({ Name }: { Name: string }) => Name === 'example.com.').Id
  const { ResourceRecordSets } = await aws.call('route53', 'list_resource_record_sets', { HostedZoneId })
  const list: { Type: string; Name: string }[] = ResourceRecordSets
  return Object.fromEntries(list.map(one => [`${one.Type} ${one.Name}`, one]))
}
