import { setTimeout } from 'node:timers/promises'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'

type Call = Sandbox['calls']['records'][number]

/** Resolves at the moment at which such a call has reached the sandbox: a place to interrupt or to kill. */
export async function moment(sandbox: Sandbox, matches: (call: Call) => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!sandbox.calls.records.some(matches)) {
    if (Date.now() > deadline) throw new Error('No such call within 30 s.')
    await setTimeout(2)
  }
}

/** Resolves once `operation` was called so often. */
export function called(sandbox: Sandbox, operation: string): Promise<void> {
  return moment(sandbox, call => call.operation === operation)
}
