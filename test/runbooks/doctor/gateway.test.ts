import { ServiceDiscovery } from '@aws-sdk/client-servicediscovery'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaints, Ward } from './ward.ts'

/** An environment behind an API Gateway: each test plants a fault by AWS's own calls, and mends it. */
let ward: Ward

beforeAll(async () => {
  ward = await Ward.open(stage =>
    stage.manifest({ api: { port: 8080, routes: ['/*'] } }, { ingress: 'http-api', services: {} }),
  )
}, 120_000)
afterAll(() => ward.close())

function cloudMap(): ServiceDiscovery {
  const { endpoint } = ward.stage.sandbox
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  return new ServiceDiscovery({ region: 'eu-west-1', endpoint, credentials })
}

test('where all is well nothing is found', async () => {
  const result = await ward.examine()
  expect(complaints(result)).toEqual({})
  const looked = new Map(result.checks.map(one => [one.name, one.looked]))
  expect([looked.get('gateway'), looked.get('discovery')]).toEqual(['1 VPC link', '2 records'])
})

test('a record of Cloud Map that leads to a task which is gone, and a task without a record', async () => {
  const client = cloudMap()
  const { Services } = await client.listServices({})
  const ServiceId = Services![0]!.Id!
  const { Instances } = await client.listInstances({ ServiceId })
  await client.deregisterInstance({ ServiceId, InstanceId: Instances![0]!.Id! })
  const Attributes = { AWS_INSTANCE_IPV4: '10.0.200.200', AWS_INSTANCE_PORT: '8080' }
  await client.registerInstance({ ServiceId, InstanceId: 'gone', Attributes })
  const { findings } = await ward.ask('discovery')
  expect(findings.map(({ level, message, evidence, next }) => [level, message, evidence[0], next])).toEqual([
    [
      'problem',
      'Cloud Map sends requests for api to a task that is gone: the gateway answers them with 502 or 503.',
      'record gone leads to 10.0.200.200, where no task runs',
      `aws servicediscovery deregister-instance --service-id ${ServiceId} --instance-id gone`,
    ],
    [
      'warning',
      'Cloud Map does not know 1 task of api that runs.',
      expect.stringMatching(/^task \w+ at 10\.0\.\d+\.\d+ has no record$/),
      'deployctl deploy prod api',
    ],
  ])
  await client.deregisterInstance({ ServiceId, InstanceId: 'gone' })
})

test('a VPC link that the tasks do not let in', async () => {
  const { ec2 } = ward.ports
  const { SecurityGroups } = await ec2.describeSecurityGroups({
    Filters: [{ Name: 'group-name', Values: ['shop-prod-tasks'] }],
  })
  const [{ GroupId, IpPermissions } = {}] = SecurityGroups!
  await ec2.revokeSecurityGroupIngress({ GroupId: GroupId!, IpPermissions: IpPermissions! })
  const { findings } = await ward.ask('security-groups')
  expect(findings.map(({ message, next }) => [message, next])).toEqual([
    ['Security groups do not let through the API Gateway → api:8080.', 'deployctl bootstrap prod'],
  ])
})
