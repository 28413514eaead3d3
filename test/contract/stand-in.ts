import { execFileSync } from 'node:child_process'
import { describe } from 'vitest'
import { startSandbox } from '../../src/lib/sandbox/index.ts'
import { startMoto } from '../resources/moto.ts'
import { Boto3, region } from './boto3.ts'
import { Recorder } from './recorder.ts'

export interface StandIn {
  readonly name: 'moto' | 'sandbox'
  /** Its own, past the recorder. */
  readonly endpoint: string
  readonly aws: Boto3
  /** Where deployctl is sent: its writes are recorded on the way. */
  readonly recorder: Recorder
  stop(): void
}

export interface StandInOptions {
  readonly region?: string
  /** Virtual milliseconds in one of the wall's, on the sandbox; moto knows no waiting. */
  readonly speed?: number
}

type Name = StandIn['name']
type Start = (options?: StandInOptions) => Promise<StandIn>
type Suite = (start: Start) => void

/**
 * Runs a suite against moto, which nobody here wrote, and against our sandbox: what holds on both is no fiction of ours.
 * boto3 is the witness on both.
 */
export function describeContract(title: string, suite: Suite): void {
  describeOn('moto', title, suite)
  describeOn('sandbox', title, suite)
}

/** Runs a suite against one of them, or says loudly why it does not. */
export function describeOn(name: Name, title: string, suite: Suite): void {
  const missing = missingFor(name)
  const skipped = missing && `${title}, on ${name}, SKIPPED, NOTHING PROVEN: ${missing} is not installed`
  if (skipped) process.stderr.write(`${skipped}\n`)
  describe.skipIf(skipped)(skipped ?? `${title}, on ${name}`, () => suite(options => start(name, options)))
}

async function start(name: Name, options: StandInOptions = {}): Promise<StandIn> {
  const { endpoint, stop } = await servers[name](options)
  const aws = new Boto3(endpoint, options.region ?? region)
  const recorder = await Recorder.before(endpoint)
  const stopAll = () => {
    recorder.stop()
    aws.stop()
    stop()
  }
  return { name, endpoint, aws, recorder, stop: stopAll }
}

const servers: Record<Name, (options: StandInOptions) => Promise<{ endpoint: string; stop(): void }>> = {
  moto: startMoto,
  async sandbox({ speed = 60 }) {
    const sandbox = await startSandbox({ speed })
    return { endpoint: sandbox.endpoint, stop: () => void sandbox.close() }
  },
}

function missingFor(name: Name): string | undefined {
  if (!python('import boto3')) return 'boto3'
  return name === 'moto' && !python('import moto.server') ? 'moto' : undefined
}

function python(code: string): boolean {
  try {
    execFileSync('python3', ['-c', code], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
