import type { ServiceConnectConfiguration } from '@aws-sdk/client-ecs'
import { expect, test } from 'vitest'
import {
  changedConnection,
  connectConfiguration,
  connectConfigurationOf,
} from '../../src/lib/resources/service-connect.ts'

const arn = 'arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-1'
const namespace = { arn, namespaceId: 'ns-1', name: 'shop-prod', type: 'HTTP', services: 0 }
const logGroup = '/deployctl/shop/prod/user'
const off = connectConfiguration('user', undefined, namespace)
const found = connectConfiguration('user', { serves: 3003, calls: [], logGroup }, namespace)
const caller = connectConfiguration('gateway', { serves: undefined, calls: ['user'], logGroup }, namespace)
const of = (serviceConnectConfiguration: ServiceConnectConfiguration) =>
  connectConfigurationOf([{ status: 'PRIMARY', serviceConnectConfiguration }])

test('what ECS tells of a service is what it was told', () => {
  expect(connectConfigurationOf([{ status: 'ACTIVE', serviceConnectConfiguration: found }])).toEqual(off)
  expect(of(found)).toEqual(found)
  const { options } = found.logConfiguration!
  const shuffled = Object.fromEntries(Object.entries(options!).reverse())
  expect(
    JSON.stringify(of({ ...found, logConfiguration: { logDriver: 'awslogs', options: shuffled } })),
  ).toBe(JSON.stringify(found))
  const withoutZero = { ...found, services: [{ ...found.services![0]!, timeout: {} }] }
  expect(changedConnection(of(withoutZero), found)).toEqual([])
  const { services: _none, ...clientOnly } = caller
  expect(changedConnection(of(clientOnly), caller)).toEqual([])
})

test('a change is told in words where these make the difference', () => {
  expect(changedConnection(off, found)).toEqual([
    { path: 'serviceConnect', from: 'none', to: 'found as user:3003' },
  ])
  expect(changedConnection(caller, off)).toEqual([
    { path: 'serviceConnect', from: 'finds others', to: 'none' },
  ])
  const limited = {
    ...found,
    services: [{ ...found.services![0]!, timeout: { perRequestTimeoutSeconds: 5 } }],
  }
  expect(changedConnection(limited, found)).toEqual([
    { path: 'serviceConnectConfiguration', from: limited, to: found },
  ])
})
