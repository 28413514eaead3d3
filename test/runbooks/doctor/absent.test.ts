import { afterAll, beforeAll, expect, test } from 'vitest'
import { doctor } from '../../../src/lib/runbooks/doctor.ts'
import { Stage } from '../stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const examine = (sections: object = {}) => doctor(stage.context(stage.manifest({ api: {} }, sections)))

test('of an environment of which nothing stands, it says what to do', async () => {
  const { checks, outcome } = await examine()
  expect(outcome).toBe('problems')
  const ill = checks.filter(({ findings }) => findings.length > 0)
  expect(ill.map(({ name, findings }) => [name, findings[0]!.next])).toEqual([
    ['drift', 'deployctl plan prod, then deployctl bootstrap prod'],
  ])
  expect(checks.find(({ name }) => name === 'services')!.why).toBe('nothing was deployed yet')
})

test('a certificate that waits for a record that nobody made', async () => {
  const { ports } = stage.context(stage.manifest({}))
  const Tags = [
    { Key: 'deployctl:project', Value: 'shop' },
    { Key: 'deployctl:environment', Value: 'prod' },
    { Key: 'deployctl:id', Value: 'www.example.com' },
  ]
  await ports.acm.requestCertificate({ DomainName: 'www.example.com', ValidationMethod: 'DNS', Tags })
  await stage.sandbox.advance(10_000)
  const front = { ingress: 'load-balancer', services: {} }
  const manifest = stage.manifest(
    { api: { port: 80 } },
    { ...front, domain: { name: 'www.example.com', external: true } },
  )
  const { checks } = await doctor(stage.context(manifest))
  const { findings } = checks.find(({ name }) => name === 'certificate')!
  expect(findings).toMatchObject([{ level: 'problem' }])
  expect(findings[0]!.message).toMatch(/^The certificate of www\.example\.com is pending for \d+ \w+\.$/)
  expect(findings[0]!.next).toMatch(/^create, where DNS is kept: _\w+\.www\.example\.com\. CNAME _\w+/)
})

test('what these credentials may not read is skipped with the reason, and hides nothing else', async () => {
  stage.sandbox.faults.add({
    calls: [
      {
        kind: 'error',
        service: 'iam',
        status: 403,
        code: 'AccessDenied',
        message: 'not authorized to perform iam',
      },
    ],
  })
  const { checks } = await examine()
  const drift = checks.find(({ name }) => name === 'drift')!
  expect(drift.result).toBe('problem')
  expect(drift.looked).toMatch(/; \d+ kinds could not be compared$/)
  expect(drift.findings[0]!.evidence.join()).not.toContain('role')
  // All but that of roles, of which IAM knows.
  expect(checks.find(({ name }) => name === 'quotas')!.looked).toBe('5 quotas')
})

test('expired credentials end it', async () => {
  stage.sandbox.faults.add({ calls: [{ kind: 'expired-token', service: 'ec2' }] })
  await expect(examine()).rejects.toMatchObject({ code: 'aws.expired-credentials' })
})
