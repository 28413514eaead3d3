import type { Ports } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { scope } from '../resources/manifest.ts'

/** What a runbook is given, where nobody listens and nobody interrupts. */
export function contextOf(manifest: Manifest, ports: Ports, command: string): Context {
  return {
    ...{ manifest, scope, ports, clock: makeClock(200), emit: () => {} },
    signal: new AbortController().signal,
    caller: { user: 'ada', host: 'laptop', pid: 1, command },
    hasEnded: () => false,
  }
}
