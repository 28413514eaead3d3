import { afterAll, beforeAll, describe } from 'vitest'
import type { Clock } from '../../src/lib/events/index.ts'
import type { AnyResource } from '../../src/lib/resources/resource.ts'
import { Environment } from './environment.ts'
import { type Moto, startMoto } from './moto.ts'
import { startOwn } from './sandbox.ts'

export interface Stand {
  /** Moto, or our own in its place. */
  readonly moto: Moto
  /** One environment through its life: each test goes on from where the one before it left. */
  readonly environment: Environment
}

/** The same tests of some kinds of resources on moto and on the sandbox. */
export function describeOnBoth(
  kinds: readonly AnyResource[],
  tests: (on: Stand & { readonly stand: 'moto' | 'the sandbox' }) => void,
): void {
  describe.each([
    ['moto', startMoto],
    ['the sandbox', startOwn],
  ] as const)('on %s', (stand, start) => tests({ stand, ...standOn(kinds, start) }))
}

/** A stand-in for the tests of a file, or of the block that this is called in. @param clock of who waits for it */
export function standOn(kinds: readonly AnyResource[], start: () => Promise<Moto>, clock?: Clock): Stand {
  // Tests are declared before anything has started: what they are given is filled in before the first of them runs.
  const moto = {} as Moto
  const environment = new Environment(kinds, moto.ports, clock)
  beforeAll(async () => {
    Object.assign(moto, await start())
    environment.ports = moto.ports
  })
  afterAll(() => moto.stop?.())
  return { moto, environment }
}
