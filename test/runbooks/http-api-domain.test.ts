import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resources } from '../../src/lib/resources/index.ts'
import { inspectWorld } from '../../src/lib/resources/world.ts'
import { bootstrap } from '../../src/lib/runbooks/bootstrap.ts'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { frontDoor } from '../../src/lib/runbooks/release/front-door.ts'
import { httpGet } from '../../src/lib/runbooks/release/http-get.ts'
import { teardown } from '../../src/lib/runbooks/teardown.ts'
import { makeHostedZone } from '../resources/hosted-zone.ts'
import { Stage } from './stage.ts'

/** A function for the API and a service for all else, at a domain of their own, by TLS. */
let stage: Stage
let hostedZone: string
const directory = mkdtempSync(join(tmpdir(), 'domain-'))

beforeAll(async () => {
  const answer = '{ statusCode: 200, body: JSON.stringify({ host: event.requestContext.domainName }) }'
  writeFileSync(join(directory, 'index.mjs'), `export const handler = async event => (${answer})`)
  stage = await Stage.open()
  hostedZone = await makeHostedZone(stage.sandbox)
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await stage?.close()
})

const app = {
  port: 8080,
  subnets: 'public',
  count: 1,
  routes: ['/*'],
  smoke: [{ http: '/health', contains: 'shop-prod-app' }],
}
const manifest = (domain: object | undefined = { name: 'shop.example.com', hostedZone }) =>
  stage.manifest(
    { app },
    {
      ingress: 'http-api',
      network: { nat: 'none' },
      ...(domain && { domain }),
      functions: { api: { zip: { directory }, routes: ['/api/*'], smoke: [{ http: '/api/health' }] } },
    },
  )
const contextOf = (wanted = manifest()) => stage.context(wanted, { trust })
const settle = (wanted = manifest()) => bootstrap(contextOf(wanted), { confirm: async () => true })
const changes = async (wanted = manifest()) =>
  (await plan(contextOf(wanted))).items
    .filter(({ action }) => action !== 'none')
    .map(({ kind, id, action }) => `${kind}/${id} ${action}`)

async function get(path: string, wanted = manifest()) {
  const context = contextOf(wanted)
  const door = await frontDoor(context, await inspectWorld(resources, context.scope, context.ports))
  const { status, body } = await httpGet(door, path, AbortSignal.timeout(5000))
  return { url: door.url, status, body: JSON.parse(body) as unknown }
}

async function records() {
  const { route53 } = contextOf().ports
  const { ResourceRecordSets } = await route53.listResourceRecordSets({ HostedZoneId: hostedZone })
  return ResourceRecordSets!
    .filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
    .map(({ Name, Type }) => `${Type} ${Name!.replace(/^_[0-9a-f]+/, '_proof')}`)
    .toSorted()
}

test('bootstrap brings certificate, domain and aliases, and users find the way in by TLS', async () => {
  await settle()
  expect(await records()).toEqual([
    'A shop.example.com.',
    'AAAA shop.example.com.',
    'CNAME _proof.shop.example.com.',
  ])
  expect(await get('/')).toMatchObject({ url: 'https://shop.example.com', status: 503 })
})

test('a release is asked at its domain: the function by its version, the service by its task', async () => {
  const released = await stage.deploy(manifest(), { trust })
  expect(released).toMatchObject({ outcome: 'succeeded', release: 1 })
  expect(released.smoke.map(({ request }) => request)).toEqual([
    'GET https://shop.example.com/health',
    'GET https://shop.example.com/api/health',
  ])
  expect(await get('/api/x')).toMatchObject({ status: 200, body: { host: 'shop.example.com' } })
  expect(await get('/x')).toMatchObject({ status: 200, body: { service: 'shop-prod-app' } })
  expect(await changes()).toEqual([])
})

test('another name is served before the first one goes, with its certificate', async () => {
  const renamed = manifest({ name: 'www.example.com', hostedZone })
  expect(await changes(renamed)).toEqual([
    'api-domain/www.example.com create',
    'api-domain/shop.example.com remove',
    'certificate/www.example.com create',
    'certificate/shop.example.com remove',
    'certificate-validation/www.example.com create',
    'certificate-validation/shop.example.com remove',
    'dns-record/alias-a replace',
    'dns-record/alias-aaaa replace',
  ])
  await settle(renamed)
  expect(await changes(renamed)).toEqual([])
  expect(await records()).toEqual([
    'A www.example.com.',
    'AAAA www.example.com.',
    'CNAME _proof.www.example.com.',
  ])
  expect(await get('/', renamed)).toMatchObject({ url: 'https://www.example.com', status: 200 })
})

test('where DNS is kept elsewhere, the record to create is told', async () => {
  const arn = await certificateFor('lent.example.com')
  const external = { name: 'lent.example.com', external: true, certificate: { existing: arn } }
  stage.events.length = 0
  await settle(manifest(external))
  const warnings = stage.events.filter(event => event.type === 'warning')
  expect(warnings).toMatchObject([
    {
      message: expect.stringMatching(/^lent\.example\.com has to point at d-.+\.execute-api\..+\.$/),
      hint: expect.stringMatching(/^Where DNS is kept, create: lent\.example\.com CNAME d-.+ \(or an alias/),
    },
  ])
  expect(await changes(manifest(external))).toEqual([])
  expect(await records()).toEqual(['CNAME _proof.lent.example.com.'])
})

test('without a domain the API answers at its own address', async () => {
  const plain = manifest(undefined)
  const own = { ...plain, domain: undefined } as typeof plain
  await settle(own)
  const { ports } = contextOf()
  expect((await ports.apiGateway.getDomainNames({})).Items).toEqual([])
  expect(await get('/x', own)).toMatchObject({
    url: expect.stringMatching(/^http:.+\.execute-api\./),
    status: 200,
  })
})

test('teardown leaves nothing but the certificate that is not ours', async () => {
  await settle()
  const { proof } = await teardown(contextOf(), { deleteData: new Set(['*']), confirm: async () => true })
  expect(proof).toMatchObject({ standing: 0, tagged: [] })
  expect(await records()).toEqual(['CNAME _proof.lent.example.com.'])
  const { CertificateSummaryList } = await contextOf().ports.acm.listCertificates({})
  expect(CertificateSummaryList!.map(({ DomainName }) => DomainName)).toEqual(['lent.example.com'])
})

async function trust(): Promise<string> {
  const answer = await fetch(`${stage.sandbox.endpoint}/_sandbox/authority`)
  return ((await answer.json()) as { certificate: string }).certificate
}

/** One that somebody else made, and proved in a zone of theirs. */
async function certificateFor(DomainName: string): Promise<string> {
  const { ports, clock, signal } = contextOf()
  const { CertificateArn } = await ports.acm.requestCertificate({ DomainName, ValidationMethod: 'DNS' })
  const read = async () => (await ports.acm.describeCertificate({ CertificateArn })).Certificate!
  await clock.sleep(10_000, signal)
  const { ResourceRecord } = (await read()).DomainValidationOptions![0]!
  const { Name, Value } = ResourceRecord!
  const ResourceRecordSet = { Name, Type: 'CNAME' as const, TTL: 60, ResourceRecords: [{ Value: Value! }] }
  await ports.route53.changeResourceRecordSets({
    HostedZoneId: hostedZone,
    ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet }] },
  })
  await expect.poll(async () => (await read()).Status, { timeout: 10_000 }).toBe('ISSUED')
  return CertificateArn!
}
