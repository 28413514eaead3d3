import { ACM } from '@aws-sdk/client-acm'
import { EC2 } from '@aws-sdk/client-ec2'
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2'
import { Route53 } from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let acm: ACM
let route53: Route53
let ec2: EC2
let elb: ElasticLoadBalancingV2
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  acm = new ACM(clientConfig(sandbox))
  ec2 = new EC2(clientConfig(sandbox))
  elb = new ElasticLoadBalancingV2(clientConfig(sandbox))
  route53 = new Route53(clientConfig(sandbox, { region: 'us-east-1' }))
})
afterAll(() => sandbox.close())

async function makeZone(Name: string) {
  const { HostedZone } = await route53.createHostedZone({ Name, CallerReference: Name })
  return HostedZone!.Id!
}

function change(
  HostedZoneId: string,
  Action: 'CREATE' | 'UPSERT' | 'DELETE',
  Name: string,
  Value: string,
  Type: 'A' | 'CNAME' = 'A',
) {
  const ResourceRecordSet = { Name, Type, TTL: 60, ResourceRecords: [{ Value }] }
  return route53.changeResourceRecordSets({
    HostedZoneId,
    ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
  })
}

test('a certificate is issued once its record stands in the zone', async () => {
  const zone = await makeZone('shop.example')
  const request = {
    DomainName: 'shop.example',
    SubjectAlternativeNames: ['*.shop.example'],
    ValidationMethod: 'DNS',
    IdempotencyToken: 'once',
  } as const
  const ask = () => acm.requestCertificate({ ...request, SubjectAlternativeNames: ['*.shop.example'] })
  const { CertificateArn } = await ask()
  expect((await ask()).CertificateArn).toBe(CertificateArn)
  const certificate = async () => (await acm.describeCertificate({ CertificateArn })).Certificate!
  expect((await certificate()).DomainValidationOptions![0]!.ResourceRecord).toBeUndefined()
  await sandbox.advance(10_000)
  const [apex, wildcard] = (await certificate()).DomainValidationOptions!
  expect(wildcard!.ResourceRecord).toEqual(apex!.ResourceRecord)

  await sandbox.advance(timings.certificateIssued)
  expect((await certificate()).Status).toBe('PENDING_VALIDATION')
  const { Name, Value } = apex!.ResourceRecord!
  await change(zone, 'UPSERT', Name!, Value!, 'CNAME')
  expect((await certificate()).Status).toBe('PENDING_VALIDATION')
  await sandbox.advance(timings.certificateIssued)
  expect(await certificate()).toMatchObject({ Status: 'ISSUED', InUseBy: [] })

  await acm.deleteCertificate({ CertificateArn })
  await expect(certificate()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('a certificate that a listener has stays', async () => {
  const { CertificateArn } = await acm.requestCertificate({
    DomainName: 'used.example',
    ValidationMethod: 'DNS',
  })
  const zone = await makeZone('used.example')
  await sandbox.advance(10_000)
  const { Certificate } = await acm.describeCertificate({ CertificateArn })
  const { Name, Value } = Certificate!.DomainValidationOptions![0]!.ResourceRecord!
  await change(zone, 'UPSERT', Name!, Value!, 'CNAME')
  await sandbox.advance(timings.certificateIssued)
  const { ListenerArn, LoadBalancerArn } = await listenWith(CertificateArn!)
  const deletion = () => acm.deleteCertificate({ CertificateArn })
  await expect(deletion()).rejects.toMatchObject({ name: 'ResourceInUseException' })
  const inUse = await acm.describeCertificate({ CertificateArn })
  expect(inUse.Certificate!.InUseBy).toEqual([LoadBalancerArn])
  await elb.deleteListener({ ListenerArn })
  await deletion()
})

/** A load balancer with an HTTPS listener. */
async function listenWith(CertificateArn: string) {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })
  const VpcId = Vpc!.VpcId!
  const { InternetGateway } = await ec2.createInternetGateway({})
  await ec2.attachInternetGateway({ VpcId, InternetGatewayId: InternetGateway!.InternetGatewayId })
  const zones = ['eu-west-1a', 'eu-west-1b']
  const made = zones.map((AvailabilityZone, index) =>
    ec2.createSubnet({ VpcId, AvailabilityZone, CidrBlock: `10.0.${index}.0/24` }),
  )
  const Subnets = (await Promise.all(made)).map(({ Subnet }) => Subnet!.SubnetId!)
  const { LoadBalancers } = await elb.createLoadBalancer({ Name: 'front', Subnets })
  const LoadBalancerArn = LoadBalancers![0]!.LoadBalancerArn!
  const { Listeners } = await elb.createListener({
    LoadBalancerArn,
    Port: 443,
    Protocol: 'HTTPS',
    Certificates: [{ CertificateArn }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  })
  return { LoadBalancerArn, ListenerArn: Listeners![0]!.ListenerArn! }
}

test('a certificate that nobody validates times out after three days', async () => {
  const { CertificateArn } = await acm.requestCertificate({
    DomainName: 'nobody.example',
    ValidationMethod: 'DNS',
  })
  await sandbox.advance(72 * 3_600_000)
  expect((await acm.describeCertificate({ CertificateArn })).Certificate!.Status).toBe('VALIDATION_TIMED_OUT')
})

describe('records', () => {
  test('change by exact match, all or nothing', async () => {
    const zone = await makeZone('records.example')
    const { ChangeInfo } = await change(zone, 'CREATE', 'www.records.example', '192.0.2.1')
    const refused = (attempt: Promise<unknown>, message: string) =>
      expect(attempt).rejects.toMatchObject({
        name: 'InvalidChangeBatch',
        message: expect.stringContaining(message),
      })
    await refused(change(zone, 'CREATE', 'www.records.example', '192.0.2.1'), 'but it already exists')
    await refused(
      change(zone, 'DELETE', 'www.records.example', '192.0.2.2'),
      'do not match the current values',
    )
    await refused(change(zone, 'DELETE', 'no.records.example', '192.0.2.1'), 'but it was not found')
    await refused(
      change(zone, 'UPSERT', 'www.other.example', '192.0.2.1'),
      'is not permitted in zone records.example.',
    )
    await refused(
      change(zone, 'UPSERT', 'www.records.example', 'x.example', 'CNAME'),
      'conflicts with other records',
    )
    await refused(change(zone, 'UPSERT', 'records.example', 'x.example', 'CNAME'), 'at apex')
    await refused(change(zone, 'UPSERT', 'www.records.example', 'nowhere'), 'IllegalIPv4Address')

    const status = async () => (await route53.getChange({ Id: ChangeInfo!.Id! })).ChangeInfo!.Status
    expect(await status()).toBe('PENDING')
    await sandbox.advance(timings.dnsChangeInSync)
    expect(await status()).toBe('INSYNC')

    await expect(route53.deleteHostedZone({ Id: zone })).rejects.toMatchObject({ name: 'HostedZoneNotEmpty' })
    await change(zone, 'DELETE', 'www.records.example', '192.0.2.1')
    await route53.deleteHostedZone({ Id: zone })
    await expect(route53.getHostedZone({ Id: zone })).rejects.toMatchObject({ name: 'NoSuchHostedZone' })
  })

  test('are listed by labels from the right, page by page', async () => {
    const HostedZoneId = await makeZone('pages.example')
    for (const name of ['b.pages.example', 'a.b.pages.example', '*.pages.example'])
      await change(HostedZoneId, 'CREATE', name, '192.0.2.1')
    const first = await route53.listResourceRecordSets({ HostedZoneId, MaxItems: 3 })
    expect(first.ResourceRecordSets!.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'pages.example. NS',
      'pages.example. SOA',
      '\\052.pages.example. A',
    ])
    expect(first).toMatchObject({ IsTruncated: true, NextRecordName: 'b.pages.example.' })
    const rest = await route53.listResourceRecordSets({
      HostedZoneId,
      StartRecordName: first.NextRecordName,
      StartRecordType: first.NextRecordType,
    })
    expect(rest.ResourceRecordSets!.map(({ Name }) => Name)).toEqual([
      'b.pages.example.',
      'a.b.pages.example.',
    ])
  })

  test('zones are found from a name on', async () => {
    await makeZone('named.example')
    const { HostedZones } = await route53.listHostedZonesByName({ DNSName: 'named.example', MaxItems: 1 })
    expect(HostedZones).toMatchObject([{ Name: 'named.example.' }])
  })

  test('another account is told that it may not, rather than that there is no such zone', async () => {
    const Id = await makeZone('mine.example')
    const theirs = new Route53(clientConfig(sandbox, { accessKeyId: '210987654321' }))
    await expect(theirs.getHostedZone({ Id })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'User: arn:aws:iam::210987654321:user/sandbox is not authorized to access this resource',
    })
    await route53.deleteHostedZone({ Id })
    await expect(theirs.getHostedZone({ Id })).rejects.toMatchObject({ name: 'NoSuchHostedZone' })
  })
})

describeWithAws('Route 53 and ACM as other clients see them', () => {
  test('the AWS CLI makes a zone, boto3 asks for a certificate', async () => {
    const made = await awsCli(sandbox, [
      'route53',
      'create-hosted-zone',
      '--name',
      'cli.example',
      '--caller-reference',
      '1',
    ])
    expect(JSON.parse(made.stdout).HostedZone.Name).toBe('cli.example.')
    const input = { DomainName: 'cli.example', ValidationMethod: 'DNS' }
    const { output } = await boto3(sandbox, 'acm', 'request_certificate', input)
    expect(output.CertificateArn).toMatch(/^arn:aws:acm:eu-west-1:123456789012:certificate\//)
  })
})
