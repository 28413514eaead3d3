import { beforeAll, expect, test } from 'vitest'
import { dnsRecord } from '../../src/lib/resources/dns-record.ts'
import { listener } from '../../src/lib/resources/listener.ts'
import { listenerRules } from '../../src/lib/resources/listener-rules.ts'
import { balancingKinds } from './balancing-kinds.ts'
import { makeHostedZone } from './hosted-zone.ts'
import { manifestOf, scope } from './manifest.ts'
import { startMoto } from './moto.ts'
import { standOn } from './on-both.ts'

const kinds = [...balancingKinds, dnsRecord].toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
const { moto, environment } = standOn(kinds, startMoto)
let hostedZone: string
beforeAll(async () => {
  hostedZone = await makeHostedZone(moto)
})

const services = { api: { image: 'nginx', port: 8080, routes: ['/*'] } }
const withDomain = (domain: object) => manifestOf({ network: { nat: 'none' }, services, domain })
/** moto's hosted zones have ids that Route 53 would not give, and that the schema refuses. */
const inZone = (name: string) => {
  const manifest = withDomain({ name, hostedZone: 'ZPLACE' })
  return { ...manifest, domain: { ...manifest.domain!, hostedZone } }
}
const records = async () => {
  const { ResourceRecordSets } = await moto.ports.route53.listResourceRecordSets({ HostedZoneId: hostedZone })
  return ResourceRecordSets!
    .filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
    .map(({ Name, Type }) => `${Type} ${Name!.replace(/^_[0-9a-f]+/, '_proof')}`)
    .toSorted()
}

test('a domain brings a certificate, its validation, HTTPS with a redirect, and aliases', async () => {
  const plain = manifestOf({ network: { nat: 'none' }, services })
  await environment.settle(plain)
  const secured = inZone('shop.example.com')
  expect(await environment.plan(secured)).toEqual([
    'certificate/shop.example.com create',
    'certificate-validation/shop.example.com create',
    'dns-record/alias-a create',
    'dns-record/alias-aaaa create',
    'listener/http update otherwise',
    'listener/https create',
    'listener-rules/main update rule rule',
    'security-group-rules/load-balancer update inbound',
  ])
  await environment.settle(secured)
  expect(await environment.plan(secured)).toEqual([])
  expect(await records()).toEqual([
    'A shop.example.com.',
    'AAAA shop.example.com.',
    'CNAME _proof.shop.example.com.',
  ])
  const { http, https } = await listener.inspect(scope, moto.ports)
  expect(http!.otherwise).toBe('redirect to https')
  expect(https).toMatchObject({ port: 443, tlsPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' })
  const { main } = await listenerRules.inspect(scope, moto.ports)
  expect(main!.rules.map(({ text, listenerArn }) => [text, listenerArn])).toEqual([['/* → api', https!.arn]])
})

test('a record that was changed by hand is put right', async () => {
  const secured = inZone('shop.example.com')
  await changeRecord('UPSERT', 'shop.example.com', 'A', {
    AliasTarget: { HostedZoneId: 'Z0', DNSName: 'other.example.com', EvaluateTargetHealth: false },
  })
  expect(await environment.plan(secured)).toEqual(['dns-record/alias-a update target'])
  await environment.settle(secured)
  expect(await environment.plan(secured)).toEqual([])
})

test('a new domain is served before the old certificate goes', async () => {
  const renamed = inZone('www.example.com')
  expect(await environment.plan(renamed)).toEqual([
    'certificate/www.example.com create',
    'certificate/shop.example.com remove',
    'certificate-validation/www.example.com create',
    'certificate-validation/shop.example.com remove',
    'dns-record/alias-a replace name',
    'dns-record/alias-aaaa replace name',
    'listener/https update certificate',
  ])
  await environment.settle(renamed)
  expect(await environment.plan(renamed)).toEqual([])
  expect(await records()).toEqual([
    'A www.example.com.',
    'AAAA www.example.com.',
    'CNAME _proof.www.example.com.',
  ])
})

test('teardown leaves the hosted zone as it was', async () => {
  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
  expect(await records()).toEqual([])
  expect((await moto.ports.acm.listCertificates({})).CertificateSummaryList).toEqual([])
})

test('a record that somebody else made is refused, and left alone', async () => {
  const address = { TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] }
  await changeRecord('CREATE', 'taken.example.com', 'A', address)
  const taken = inZone('taken.example.com')
  await expect(environment.settle(taken)).rejects.toMatchObject({
    code: 'dns.record-taken',
    message: `taken.example.com has a record of type A in hosted zone ${hostedZone} that deployctl did not make: it points at 192.0.2.1.`,
  })
  await environment.tearDown()
  expect(await records()).toEqual(['A taken.example.com.'])
})

test('where DNS is kept elsewhere, the records to create are told', async () => {
  environment.events.length = 0
  const external = withDomain({ name: 'shop.example.org', external: true })
  await environment.settle(external)
  expect(await environment.plan(external)).toEqual([])
  const warnings = environment.events.filter(event => event.type === 'warning')
  expect(warnings.map(({ message }) => message)).toEqual([
    'The certificate for shop.example.org waits for a DNS record that only you can create.',
    expect.stringMatching(/^shop\.example\.org has to point at .+\.elb\.amazonaws\.com\.$/),
  ])
  expect(warnings[0]!.hint).toMatch(/_[0-9a-f]+\.shop\.example\.org\.? CNAME _/)
  await environment.tearDown()
})

test('a certificate that somebody else made is used, and stays', async () => {
  const { CertificateArn } = await moto.ports.acm.requestCertificate({
    DomainName: 'shop.example.com',
    ValidationMethod: 'DNS',
  })
  await expect
    .poll(async () => (await moto.ports.acm.describeCertificate({ CertificateArn })).Certificate!.Status, {
      timeout: 10_000,
    })
    .toBe('ISSUED')
  const lent = withDomain({ name: 'shop.example.com', certificate: { existing: CertificateArn } })
  await environment.settle(lent)
  expect(await environment.plan(lent)).toEqual([])
  expect((await listener.inspect(scope, moto.ports)).https!.certificateArn).toBe(CertificateArn)
  await environment.tearDown()
  expect((await moto.ports.acm.listCertificates({})).CertificateSummaryList).toHaveLength(1)
})

async function changeRecord(Action: 'CREATE' | 'UPSERT', Name: string, Type: 'A', content: object) {
  const Changes = [{ Action, ResourceRecordSet: { Name, Type, ...content } }]
  await moto.ports.route53.changeResourceRecordSets({ HostedZoneId: hostedZone, ChangeBatch: { Changes } })
}
