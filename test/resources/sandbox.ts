import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { startSandbox } from '../../src/lib/sandbox/index.ts'
import type { Moto } from './moto.ts'

/** Starts our own stand-in, so many times faster than the wall's clock, as one would start moto. */
export async function startOwn(speed = 200, region = 'eu-west-1'): Promise<Moto> {
  const sandbox = await startSandbox({ speed })
  const { endpoint } = sandbox
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const connection = connect({ region, clock: makeClock(speed), endpoint, credentials })
  return { endpoint, ports: makePorts(connection), stop: () => void sandbox.close() }
}
