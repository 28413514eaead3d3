import { expect, test } from 'vitest'
import { remediesFor } from '../../../src/lib/runbooks/on-demand/remedies.ts'

const health = { path: '/', interval: 15, timeout: 5, healthy: 2, unhealthy: 3, grace: 60, codes: '200' }
const service = { cpu: 256, memory: 512, health }

test('a large image is loaded lazily, or compressed better', () => {
  expect(remediesFor({ capacity: 9, image: 24, container: 1, health: 4 }, service, 'http-api')).toEqual([
    { what: 'Load its image lazily, by a SOCI index beside it in the registry.', seconds: 12 },
    { what: 'Compress its image with zstd instead of gzip.', seconds: 6.5 },
  ])
})

test('a program that boots slowly gets more CPU, and one that is asked seldom is asked more often', () => {
  const asked = { ...service, health: { ...health, command: ['node', 'healthy.js'], interval: 30 } }
  expect(remediesFor({ capacity: 9, image: 2, container: 6, health: 30 }, asked, 'http-api')).toEqual([
    {
      what: 'Ask for its health every 5 s instead of every 30 s: `health: {interval: 5s, timeout: 4s}`.',
      seconds: 25,
    },
    {
      what: 'Give it 512 CPU units and 1024 MB instead of 256 and 512.',
      seconds: 5.5,
    },
  ])
})

test('a load balancer asks more than once before it is content', () => {
  const start = { capacity: 9, image: 2, container: 1, health: 33 }
  expect(remediesFor(start, service, 'load-balancer')[0]).toEqual({
    what: 'Ask for its health every 5 s instead of every 15 s: `health: {interval: 5s, timeout: 4s}`.',
    seconds: 20,
  })
  const quick = { ...service, health: { ...health, interval: 5, timeout: 2 } }
  const told = remediesFor(start, quick, 'load-balancer').map(({ what }) => what)
  expect(told.filter(what => /health/.test(what))).toEqual([])
})

test('minutes of a database come first', () => {
  const [first] = remediesFor(
    { databases: 300, capacity: 9, image: 24, container: 1, health: 4 },
    service,
    'http-api',
  )
  expect(first).toEqual({
    what: 'Keep its databases awake: take them out of `onDemand.databases`.',
    seconds: 300,
  })
})

test('what starts at once needs no advice', () => {
  expect(remediesFor({ capacity: 9, image: 0.4, container: 0.2, health: 0.3 }, service, 'http-api')).toEqual(
    [],
  )
})
