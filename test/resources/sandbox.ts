import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { startSandbox } from '../../src/lib/sandbox/index.ts'
import type { Moto } from './moto.ts'

/** Starts our own stand-in, at 200 times the speed of the wall's clock, as one would start moto. */
export async function startOwn(): Promise<Moto> {
  const sandbox = await startSandbox({ speed: 200 })
  const { endpoint } = sandbox
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const connection = connect({ region: 'eu-west-1', clock: makeClock(200), endpoint, credentials })
  return { endpoint, ports: makePorts(connection), stop: () => void sandbox.close() }
}
