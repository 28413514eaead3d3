import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { clockSkew, connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'

const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`

/** An STS whose clock is so many milliseconds ahead. */
async function sts(ahead: number): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('date', new Date(Date.now() + ahead).toUTCString())
    response.setHeader('content-type', 'text/xml')
    response.end(identity)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return server
}

async function skewOf(server: Server): Promise<number> {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const ports = makePorts(connect({ region: 'eu-west-1', clock: makeClock(), endpoint, credentials }))
  return clockSkew(await ports.sts.getCallerIdentity({}))
}

test('an answer tells how far the clocks are apart, however long it took', async () => {
  const hour = 3_600_000
  expect(await skewOf(await sts(0))).toBe(0)
  expect(Math.abs((await skewOf(await sts(hour))) - hour)).toBeLessThan(30_000)
  expect(Math.abs((await skewOf(await sts(-hour))) + hour)).toBeLessThan(30_000)
})
