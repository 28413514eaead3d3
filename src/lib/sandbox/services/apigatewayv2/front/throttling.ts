import type { Call } from '../../../service.ts'
import { type StageRecord, stages, within } from '../tables.ts'

/** Takes a token of a stage's bucket, which fills at its rate up to its burst. @returns whether there was one */
export function admits(call: Call, stage: StageRecord): boolean {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = stage.settings
  if (rate === undefined || burst === undefined) return true
  const { left, at } = stage.tokens ?? { left: burst, at: call.now }
  const tokens = Math.min(burst, left + ((call.now - at) / 1000) * rate)
  const isAdmitted = tokens >= 1
  call.table(stages).update(within(stage.apiId, stage.name), draft => {
    draft.tokens = { left: isAdmitted ? tokens - 1 : tokens, at: call.now }
  })
  return isAdmitted
}
