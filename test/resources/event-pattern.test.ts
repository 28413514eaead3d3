import { expect, test } from 'vitest'
import { patternFor } from '../../src/lib/resources/event-pattern.ts'
import { eventRule } from '../../src/lib/resources/event-rule.ts'
import { onDemandPermission } from '../../src/lib/resources/on-demand/on-demand-permission.ts'
import { manifestOf } from './manifest.ts'

const place = { account: '123456789012', region: 'eu-west-1' }
const sleeper = (databases: readonly string[]) =>
  manifestOf({
    ingress: 'http-api',
    services: { api: { image: 'nginx', port: 80, routes: ['/*'] } },
    databases: { main: { engine: 'postgres', version: '16' } },
    onDemand: { service: 'api', databases },
  })

test('the waker hears of the databases that it starts, also of those that were restored', () => {
  const rules = eventRule.desired(sleeper(['main']))
  expect(Object.keys(rules)).toEqual(['on-demand/tasks', 'on-demand/databases'])
  expect(patternFor(rules['on-demand/databases']!, place)).toEqual({
    source: ['aws.rds'],
    'detail-type': ['RDS DB Instance Event'],
    detail: {
      EventID: ['RDS-EVENT-0088', 'RDS-EVENT-0154'],
      SourceIdentifier: ['shop-prod-main', { prefix: 'shop-prod-main-restored-' }],
    },
  })
  expect(onDemandPermission.desired(sleeper(['main']))).toMatchObject({
    'on-demand/database-events': { principal: 'events.amazonaws.com', rule: 'on-demand/databases' },
  })
})

test('where no database sleeps, nobody listens to RDS', () => {
  expect(Object.keys(eventRule.desired(sleeper([])))).toEqual(['on-demand/tasks'])
  expect(Object.keys(onDemandPermission.desired(sleeper([])))).toEqual([
    'on-demand/visits',
    'on-demand/events',
  ])
})
