import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { isWanted, probe } from '../../../src/lib/sandbox/services/elb/probe.ts'
import {
  afterProbe,
  type ProbeResult,
  unprobed,
} from '../../../src/lib/sandbox/services/elb/probed-health.ts'

const check = { intervalMs: 10, healthyThreshold: 2, unhealthyThreshold: 3, deregistrationDelayMs: 50 }

function after(results: ProbeResult[]): (string | undefined)[] {
  let state = unprobed
  return results.map(result => {
    state = afterProbe(state, result, check)
    return state.health.Reason ?? state.health.State
  })
}

test('a target turns with so many results in a row as its thresholds say', () => {
  const [ok, bad] = ['ok', { code: 500 }] as const
  expect(after([ok, bad, ok, ok, bad, bad, bad, ok, ok])).toEqual([
    'Elb.InitialHealthChecking',
    'Elb.InitialHealthChecking',
    'Elb.InitialHealthChecking',
    'healthy',
    'healthy',
    'healthy',
    'Target.ResponseCodeMismatch',
    'Target.ResponseCodeMismatch',
    'healthy',
  ])
})

test('it says how the probes failed', () => {
  expect(after(['timeout', 'timeout', 'timeout', 'refused'])).toEqual([
    'Elb.InitialHealthChecking',
    'Elb.InitialHealthChecking',
    'Target.Timeout',
    'Target.FailedHealthChecks',
  ])
})

test('a probe asks for the path, and judges by the codes', async () => {
  const port = await serve((path, answer) => {
    if (path !== '/slow') answer.writeHead(path === '/health' ? 204 : 404).end()
  })
  const asked = (HealthCheckPath: string, HttpCode: string) =>
    probe(port, { HealthCheckPath, Matcher: { HttpCode } }, 200)
  expect(await asked('/health', '200-299')).toBe('ok')
  expect(await asked('/health', '200')).toEqual({ code: 204 })
  expect(await asked('/', '200,404')).toBe('ok')
  expect(await asked('/slow', '200')).toBe('timeout')
  expect(await probe(undefined, {}, 200)).toBe('refused')
})

test('codes are numbers and ranges', () => {
  expect([200, 250, 299, 300, 302].filter(code => isWanted(code, '200-299,302'))).toEqual([
    200, 250, 299, 302,
  ])
})

async function serve(answer: (path: string | undefined, response: ServerResponse) => void): Promise<number> {
  const server = createServer(({ url }, response) => answer(url, response))
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
