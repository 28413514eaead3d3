import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { startSandbox } from '../../../src/lib/sandbox/index.ts'
import { clientConfig } from '../client-config.ts'
import { seconds } from '../ecs/bench.ts'
import { pointsOf } from '../metrics.ts'
import { serve, startFront } from './bench.ts'

const minute = 60 * seconds

test('no connection outlives a sandbox that was killed', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'deployctl-connections-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const front = await startFront({ directory: path.join(directory, 'first') })
  const { bench, web } = front
  onTestFinished(() => bench.sandbox.close())
  await serve(front)
  await bench.sandbox.advance(300 * seconds)
  const address = bench.sandbox.endpoint.replace('http', 'ws')
  await once(new WebSocket(address, { headers: { host: web.dnsName } }), 'open')

  // What a kill would leave behind.
  const left = path.join(directory, 'second')
  await cp(path.join(directory, 'first', 'state.json'), path.join(left, 'state.json'))
  const sandbox = await startSandbox({ speed: 0, directory: left })
  onTestFinished(() => sandbox.close())
  await sandbox.advance(10 * minute)
  const whole = { LoadBalancer: web.arn.split(':loadbalancer/')[1]! }
  const again = { sandbox, config: clientConfig(sandbox) }
  const points = await pointsOf(again, 'AWS/ApplicationELB ActiveConnectionCount', whole)
  expect(points).toHaveLength(1)
  expect(points[0]![1]).toBe(2)
})
