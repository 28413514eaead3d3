import { afterAll, expect, test } from 'vitest'
import { requestSettings } from '../../../src/lib/runbooks/release/front-door.ts'
import { httpGet } from '../../../src/lib/runbooks/release/http-get.ts'
import { startSandbox } from '../../../src/lib/sandbox/index.ts'

test('a load balancer under its own name needs no settings', () => {
  const address = 'http://shop-1.elb.amazonaws.com'
  expect(requestSettings({ url: address, address })).toEqual({})
})

test('a domain is asked for at the load balancer’s address, as a client of the domain would', () => {
  const door = { url: 'https://prod.example.com', address: 'https://shop-1.elb.amazonaws.com' }
  expect(requestSettings(door)).toEqual({
    servername: 'prod.example.com',
    headers: { host: 'prod.example.com' },
  })
})

const sandbox = await startSandbox()
afterAll(() => sandbox.close())
const secure = sandbox.endpoint.replace('http:', 'https:')

test('a certificate is shown for no domain that nothing is served under', async () => {
  const answer = await fetch(`${sandbox.endpoint}/_sandbox/authority`)
  const { certificate: ca } = (await answer.json()) as { certificate: string }
  const door = { url: 'https://prod.example.com', address: secure, ca }
  await expect(httpGet(door, '/', AbortSignal.timeout(5000))).rejects.toThrow(/altnames|not-served/i)
})
