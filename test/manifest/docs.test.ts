import { expect, test } from 'vitest'
import { explainKey, reference } from '../../src/lib/manifest/index.ts'
import { thrown } from './reading.ts'

test('the published reference is fresh', async () => {
  const published = new URL('../../docs/manifest.md', import.meta.url).pathname
  await expect(reference()).toMatchFileSnapshot(published)
})

test('a key with alternatives', () => {
  expect(explainKey('services.api.count')).toEqual({
    path: 'services.api.count',
    description: 'How many tasks: a number, or the bounds of autoscaling.',
    type: 'a whole number, or a map of min, max, cpu, memory, scaleOutCooldown, scaleInCooldown',
    default: '1',
    required: false,
    examples: ['count: 2', 'count:\n  min: 2\n  max: 8\n  cpu: 70'],
    keys: [
      { name: 'min', description: 'Fewest tasks.' },
      { name: 'max', description: 'Most tasks.' },
      { name: 'cpu', description: 'Target average CPU, in percent.' },
      { name: 'memory', description: 'Target average memory, in percent.' },
      { name: 'scaleOutCooldown', description: 'Pause after adding tasks.' },
      { name: 'scaleInCooldown', description: 'Pause after taking tasks away.' },
    ],
  })
})

test('a key that must be written', () => {
  expect(explainKey('domain.name')).toEqual({
    path: 'domain.name',
    description: 'The host name that users type.',
    type: 'a text',
    required: true,
    examples: ['name: prod.example.com'],
    keys: [],
  })
})

test('a name that the user chose is described by the map that it is in', () => {
  expect(explainKey('services.api.env.LOG_LEVEL')).toMatchObject({
    description: 'Environment variables in the clear; never a secret.',
    type: 'a text',
  })
})

test('overlays have the same keys', () => {
  expect(explainKey('environments.prod.services.api.cpu').description).toBe(
    explainKey('services.api.cpu').description,
  )
})

test('the whole manifest', () => {
  expect(explainKey('').keys.map(({ name }) => name)).toEqual([
    'version',
    'project',
    'account',
    'region',
    'network',
    'domain',
    'ingress',
    'loadBalancer',
    'httpApi',
    'discovery',
    'cluster',
    'serviceDefaults',
    'services',
    'secrets',
    'parameters',
    'databases',
    'caches',
    'buckets',
    'filesystems',
    'tables',
    'userPools',
    'functions',
    'jobs',
    'onDemand',
    'schedule',
    'alarms',
    'dashboard',
    'logs',
    'github',
    'guards',
    'releases',
    'protected',
    'environments',
  ])
})

test('an unknown key is told with the nearest one', () => {
  const error = thrown(() => explainKey('services.api.cont'))
  expect([error.code, error.message, error.hint]).toEqual([
    'manifest.unknown-key',
    'There is no key `cont` in `services.api`.',
    'Did you mean `count`?',
  ])
})
