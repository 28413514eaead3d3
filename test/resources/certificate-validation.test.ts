import {
  ACMClient,
  type CertificateDetail,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm'
import { GetHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import type { Event } from '../../src/lib/events/index.ts'
import { certificate } from '../../src/lib/resources/certificate.ts'
import { certificateValidation } from '../../src/lib/resources/certificate-validation.ts'
import { scope } from './manifest.ts'

const acm = mockClient(ACMClient)
const route53 = mockClient(Route53Client)

const arn = 'arn:aws:acm:eu-west-1:123456789012:certificate/1'
const validation = { name: '_x.shop.example.com.', type: 'CNAME', value: '_y.acm-validations.aws.' }
const detail = (Status: 'PENDING_VALIDATION' | 'ISSUED' | 'FAILED'): CertificateDetail => ({
  CertificateArn: arn,
  DomainName: 'shop.example.com',
  Status,
  FailureReason: Status === 'FAILED' ? 'CAA_ERROR' : undefined,
  DomainValidationOptions: [
    {
      DomainName: 'shop.example.com',
      ResourceRecord: { Name: validation.name, Type: 'CNAME', Value: validation.value },
    },
  ],
})

let now = 0
const clock = {
  now: () => now,
  sleep: async (ms: number) => {
    now += ms
  },
}
let waits: string[] = []

beforeEach(() => {
  now = 0
  waits = []
  acm.reset()
  route53.reset()
  const Name = validation.name
  const standing = { Name, Type: 'CNAME' as const, TTL: 300, ResourceRecords: [{ Value: validation.value }] }
  route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: [standing] })
})

function runOf() {
  const connection = connect({
    region: 'eu-west-1',
    clock,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  return {
    id: 'shop.example.com',
    scope,
    ports: makePorts(connection),
    clock,
    signal: new AbortController().signal,
    emit: (_event: Event) => {},
    waiting: (about: string) => waits.push(about),
  }
}

function ensure() {
  const state = { arn, domain: 'shop.example.com', status: 'PENDING_VALIDATION', validation }
  const certificate = { get: () => state, of: () => state, entries: () => [] }
  const want = { domain: 'shop.example.com', hostedZone: 'Z1' }
  return certificateValidation.ensure(want, undefined, { certificate }, runOf())
}

test('a wait that takes long says that the zone seems not delegated, and to whom it should be', async () => {
  acm.on(DescribeCertificateCommand).callsFake(async () => ({
    Certificate: detail(now < 6 * 60_000 ? 'PENDING_VALIDATION' : 'ISSUED'),
  }))
  route53.on(GetHostedZoneCommand).resolves({
    HostedZone: { Id: 'Z1', Name: 'example.com.', CallerReference: '1' },
    DelegationSet: { NameServers: ['ns-1.awsdns.com', 'ns-2.awsdns.net'] },
  })
  await ensure()
  expect(waits).toEqual([
    'for ACM to see _x.shop.example.com; a few minutes',
    'ACM does not see the record: hosted zone Z1 seems not delegated. The registrar of shop.example.com has to name ns-1.awsdns.com, ns-2.awsdns.net',
  ])
})

test('a certificate that ACM refuses ends the wait with its reason', async () => {
  acm.on(DescribeCertificateCommand).resolves({ Certificate: detail('FAILED') })
  await expect(ensure()).rejects.toMatchObject({
    code: 'certificate.refused',
    message: 'ACM will not issue the certificate for shop.example.com: CAA_ERROR.',
  })
})

test('a record that stands already belongs to another certificate of the account, and is not taken over', async () => {
  acm.on(DescribeCertificateCommand).resolves({ Certificate: detail('ISSUED') })
  expect(await ensure()).toMatchObject({ status: 'ISSUED', recordedIn: undefined, recordStands: false })
  expect(route53.calls()).toHaveLength(1)
})

test('a record that says something else is refused', async () => {
  const other = {
    Name: validation.name,
    Type: 'CNAME' as const,
    ResourceRecords: [{ Value: 'else.example.com' }],
  }
  route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: [other] })
  await expect(ensure()).rejects.toMatchObject({ code: 'dns.record-taken' })
})

test('a certificate that ACM refused is asked for anew, and the listener beside it stays', async () => {
  const request = { DomainName: 'shop.example.com', ValidationMethod: 'DNS' as const }
  const lost = { arn: 'arn:lost', domain: 'shop.example.com', status: 'FAILED' }
  acm.on(DeleteCertificateCommand).resolves({})
  acm.on(RequestCertificateCommand, request).resolves({ CertificateArn: arn })
  acm.on(DescribeCertificateCommand).resolves({ Certificate: detail('PENDING_VALIDATION') })
  const want = { domain: 'shop.example.com' }
  expect(certificate.diff(want, lost, {})).toEqual([{ path: 'status', from: 'FAILED', to: 'ISSUED' }])
  expect(await certificate.ensure(want, lost, {}, runOf())).toMatchObject({
    arn,
    status: 'PENDING_VALIDATION',
  })
  const gone = acm.commandCalls(DeleteCertificateCommand).map(({ args }) => args[0].input)
  expect(gone).toEqual([{ CertificateArn: 'arn:lost' }])
})
