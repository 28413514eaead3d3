import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { ACM } from '@aws-sdk/client-acm'
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { Route53 } from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { type Bench, closeBench, seconds } from '../ecs/bench.ts'
import { makeFunction } from '../lambda/make-function.ts'
import { type LoadBalancer, serve, startFront } from './bench.ts'

const code = `exports.handler = async ({ headers, path }) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ path, port: headers['x-forwarded-port'], proto: headers['x-forwarded-proto'] }),
})`

let bench: Bench
let web: LoadBalancer
let ca: string
beforeAll(async () => {
  ;({ bench, web } = await startFront())
  await serve({ bench, web })
  const CertificateArn = await makeCertificate('shop.example')
  const { Listeners } = await bench.elb.send(
    new elb.CreateListenerCommand({
      LoadBalancerArn: web.arn,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: web.targetGroup }],
    }),
  )
  await wakeAt(Listeners![0]!.ListenerArn!)
  await bench.sandbox.advance(150 * seconds)
  const response = await fetch(`${bench.sandbox.endpoint}/_sandbox/authority`)
  ca = ((await response.json()) as { certificate: string }).certificate
})
afterAll(() => closeBench(bench))

async function makeCertificate(DomainName: string): Promise<string> {
  const acm = new ACM(bench.config)
  const route53 = new Route53(bench.config)
  const { CertificateArn } = await acm.requestCertificate({ DomainName, ValidationMethod: 'DNS' })
  const { HostedZone } = await route53.createHostedZone({ Name: DomainName, CallerReference: DomainName })
  await bench.sandbox.advance(10 * seconds)
  const { Certificate } = await acm.describeCertificate({ CertificateArn })
  const { Name, Type, Value } = Certificate!.DomainValidationOptions![0]!.ResourceRecord!
  const ResourceRecordSet = { Name, Type, TTL: 60, ResourceRecords: [{ Value }] }
  await route53.changeResourceRecordSets({
    HostedZoneId: HostedZone!.Id,
    ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet }] },
  })
  await bench.sandbox.advance(timings.certificateIssued)
  return CertificateArn!
}

/** A rule of the listener that leads `/wake` to a function. */
async function wakeAt(ListenerArn: string): Promise<void> {
  const arn = await makeFunction(bench, 'waker', code)
  const { TargetGroups } = await bench.elb.send(
    new elb.CreateTargetGroupCommand({ Name: 'waker', TargetType: 'lambda' }),
  )
  const { TargetGroupArn } = TargetGroups![0]!
  await new LambdaClient(bench.config).send(
    new AddPermissionCommand({
      FunctionName: arn,
      StatementId: 'load-balancer',
      Action: 'lambda:InvokeFunction',
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceArn: TargetGroupArn,
    }),
  )
  await bench.elb.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: arn }] }))
  await bench.elb.send(
    new elb.CreateRuleCommand({
      ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/wake'] }],
      Actions: [{ Type: 'forward', TargetGroupArn }],
    }),
  )
}

function ask(path: string): Promise<string> {
  const { port } = new URL(bench.sandbox.endpoint)
  const options = { host: '127.0.0.1', port, path, servername: 'shop.example', ca, agent: false as const }
  return new Promise((resolve, reject) => {
    const sent = get({ ...options, headers: { host: 'shop.example' } }, answer => resolve(text(answer)))
    sent.on('error', reject)
  })
}

test('a domain leads to a function by TLS', async () => {
  expect(JSON.parse(await ask('/wake'))).toEqual({ path: '/wake', port: '443', proto: 'https' })
})

test('and to tasks, WebSockets too', async () => {
  expect(JSON.parse(await ask('/chat'))).toMatchObject({ service: 'api', path: '/chat' })
  const { port } = new URL(bench.sandbox.endpoint)
  const options = { ca, servername: 'shop.example', headers: { host: 'shop.example' } }
  const socket = new WebSocket(`wss://127.0.0.1:${port}/live`, options)
  socket.on('open', () => socket.send('hello'))
  const echoed = await new Promise((resolve, reject) => socket.on('message', resolve).on('error', reject))
  expect(String(echoed)).toBe('hello')
  socket.terminate()
})
