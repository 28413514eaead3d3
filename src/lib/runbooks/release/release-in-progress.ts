import { DeployctlError, type ErrorCode } from '../../errors/index.ts'
import type { Ledger } from '../../releases/ledger.ts'
import type { ReleaseOutcome, ReleaseRecord } from '../../releases/record.ts'
import { type OpenRecord, updateRelease } from '../../releases/records.ts'
import type { Context } from '../context.ts'
import type { TimedSteps } from './timed-steps.ts'

/** The record of the release that is being made: what is known of it so far, written as it becomes known. */
export class ReleaseInProgress {
  readonly #ledger: Ledger
  readonly #context: Context
  readonly #steps: TimedSteps
  #open: OpenRecord

  constructor(ledger: Ledger, context: Context, steps: TimedSteps, open: OpenRecord) {
    this.#ledger = ledger
    this.#context = context
    this.#steps = steps
    this.#open = open
  }

  get record(): ReleaseRecord {
    return this.#open.record
  }

  async update(change: Partial<ReleaseRecord>): Promise<void> {
    this.#open = await updateRelease(this.#ledger, this.#open, change)
  }

  async close(outcome: ReleaseOutcome, cause?: string): Promise<ReleaseRecord> {
    const finishedAt = new Date(this.#context.clock.now()).toISOString()
    const timings = this.#steps.timings
    await this.update({ outcome, finishedAt, timings, ...(cause === undefined ? {} : { cause }) })
    return this.record
  }

  /** Writes down how a release ended that did not end well, and throws why. */
  async fail(error: unknown): Promise<never> {
    const { signal } = this.#context
    if (codeOf(signal.reason) === 'lock.lost') throw signal.reason
    const cause = error instanceof Error ? error.message : String(error)
    const outcome = signal.aborted ? 'interrupted' : outcomeOf(error)
    // A record that cannot be written must not hide why the release failed.
    await this.close(outcome, cause).catch(() => {})
    throw signal.aborted ? this.#interruption(error) : error
  }

  /** Ctrl-C and the deadline stop the watching, never the rollout. */
  #interruption(cause: unknown): unknown {
    const { reason } = this.#context.signal
    if (!(reason instanceof DeployctlError)) return reason
    const { environment } = this.#context.scope
    return new DeployctlError(reason.code, {
      message: `${reason.message} Release ${this.record.number} is not finished; what ECS has begun goes on by itself.`,
      hint: `Watch it with \`deployctl status ${environment}\`, go on with \`deployctl deploy ${environment}\`, or undo it with \`deployctl rollback ${environment}\`.`,
      data: { ...reason.data, release: this.record.number },
      cause,
    })
  }
}

function outcomeOf(error: unknown): ReleaseOutcome {
  if (codeOf(error) === 'release.rolled-back') return 'rolled-back'
  return codeOf(error) === 'run.deadline' ? 'interrupted' : 'failed'
}

function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof DeployctlError ? error.code : undefined
}
