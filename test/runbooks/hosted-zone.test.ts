import { afterAll, beforeAll, expect, test } from 'vitest'
import { bootstrap } from '../../src/lib/runbooks/bootstrap.ts'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { makeHostedZone } from '../resources/hosted-zone.ts'
import { Stage } from './stage.ts'

let stage: Stage
let ours: string

beforeAll(async () => {
  stage = await Stage.open()
  ours = await makeHostedZone(stage.sandbox)
})
afterAll(() => stage.close())

const name = 'shop.example.com'
const contextOf = (domain: object) =>
  stage.context(stage.manifest({ api: { port: 8080, routes: ['/*'] } }, { ingress: 'load-balancer', domain }))

/** What bootstrap is told, and what it wrote before that. */
async function refusal(domain: object) {
  stage.sandbox.calls.clear()
  const error = await bootstrap(contextOf(domain), { confirm: async () => true }).catch(e => e)
  const written = stage.sandbox.calls.records.filter(({ mutating }) => mutating)
  return { code: error.code, exit: error.exitCode, message: error.message, hint: error.hint, written }
}

const refused = { code: 'preflight.hosted-zone', exit: 3, written: [] }

test('a zone that does not exist is found before anything is made, and the right one is named', async () => {
  expect(await refusal({ name, hostedZone: 'ZABCDEFGHIJKL' })).toEqual({
    ...refused,
    message: 'domain.hostedZone names ZABCDEFGHIJKL, which is not in account 123456789012.',
    hint: `Write \`hostedZone: ${ours}\`, which is of example.com.`,
  })
})

test('so is one of another account', async () => {
  const theirs = await makeHostedZone(stage.sandbox, { accessKeyId: '210987654321' })
  expect(await refusal({ name, hostedZone: theirs })).toMatchObject({
    ...refused,
    message: `domain.hostedZone names ${theirs}, which is not in account 123456789012.`,
  })
})

test('so is a domain that the zone cannot hold, also one that only ends like it', async () => {
  for (const outside of ['example.org', 'shop-example.com'])
    expect(await refusal({ name: outside, hostedZone: ours })).toEqual({
      ...refused,
      message: `${outside} is not within hosted zone ${ours}, which is of example.com.`,
      hint: 'Name a public hosted zone of this account that holds the domain, or write `external: true` under `domain`.',
    })
})

test('so is a private zone, unless the certificate is there already', async () => {
  const hidden = await makeHostedZone(stage.sandbox, { isPrivate: true })
  expect(await refusal({ name, hostedZone: hidden })).toMatchObject({
    ...refused,
    message: `Hosted zone ${hidden} of example.com is private: ACM would never see the record that proves ${name}.`,
    hint: `Write \`hostedZone: ${ours}\`, which is of example.com.`,
  })
  const existing = 'arn:aws:acm:eu-west-1:123456789012:certificate/0'
  expect(await refusal({ name, hostedZone: hidden, certificate: { existing } })).toMatchObject({
    code: 'preflight.existing-missing',
    written: [],
  })
})

test('the nearest zone is named where several hold the domain', async () => {
  const nearest = await makeHostedZone(stage.sandbox, { name })
  expect(await refusal({ name: `www.${name}`, hostedZone: 'ZNONE' })).toMatchObject({
    hint: `Write \`hostedZone: ${nearest}\`, which is of ${name}.`,
  })
})

test('without the permission to look, the permission is named, not the zone', async () => {
  const denied = {
    kind: 'error',
    service: 'route53',
    operation: 'GetHostedZone',
    code: 'AccessDenied',
  } as const
  stage.sandbox.faults.add({ calls: [{ ...denied, status: 403 }] })
  expect(await refusal({ name, hostedZone: ours })).toMatchObject({
    code: 'aws.denied',
    exit: 8,
    written: [],
  })
  stage.sandbox.faults.clear()
})

test('a zone that holds the domain is planned with', async () => {
  const { items } = await plan(contextOf({ name, hostedZone: ours }))
  const records = items.filter(({ kind }) => kind === 'dns-record')
  expect(records.map(({ id, action }) => `${id} ${action}`)).toEqual(['alias-a create', 'alias-aaaa create'])
})
