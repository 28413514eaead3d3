import type { ServerlessV2ScalingConfiguration } from '@aws-sdk/client-rds'
import { invalidCombination, invalidValue } from '../checks.ts'
import type { Engine } from '../engines.ts'
import { canPause } from '../versions.ts'
import type { Scaling } from './tables.ts'

/** What an engine scales to when nobody has said more: five minutes without a connection. */
const usualPause = 300

/**
 * What is left out stays as it is.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfiguration.html
 *
 * @throws AwsError InvalidParameterValue, InvalidParameterCombination
 */
export function checkedScaling(
  engine: Engine,
  version: string,
  wanted: ServerlessV2ScalingConfiguration,
  have?: Scaling,
): Scaling {
  const { MinCapacity: min = have?.min, MaxCapacity: max = have?.max } = wanted
  if (min === undefined || max === undefined)
    throw invalidCombination('You must specify both the minimum and the maximum Serverless v2 capacity.')
  checkCapacities(engine, version, min, max)
  if (wanted.SecondsUntilAutoPause !== undefined) checkPause(min, wanted.SecondsUntilAutoPause)
  if (min > 0) return { min, max }
  return { min, max, pauseAfter: wanted.SecondsUntilAutoPause ?? have?.pauseAfter ?? usualPause }
}

function checkCapacities(engine: Engine, version: string, min: number, max: number): void {
  const least = canPause(engine, version) ? 0 : 0.5
  if (min < least) throw outOfRange('minimum', min, `must be at least ${decimal(least)}`)
  if (max < 1) throw outOfRange('maximum', max, 'must be at least 1.0')
  if (max > 256) throw outOfRange('maximum', max, 'must be at most 256.0')
  if (min % 0.5 !== 0) throw outOfRange('minimum', min, 'must be a multiple of 0.5')
  if (max % 0.5 !== 0) throw outOfRange('maximum', max, 'must be a multiple of 0.5')
  if (min > max) throw outOfRange('minimum', min, `can't be more than the maximum capacity, ${decimal(max)}`)
}

function outOfRange(which: 'minimum' | 'maximum', units: number, rule: string) {
  const text = `Serverless v2 ${which} capacity ${decimal(units)} isn't valid. The ${which} capacity ${rule}.`
  return invalidValue(text)
}

function checkPause(min: number, seconds: number): void {
  if (min > 0)
    throw invalidCombination('SecondsUntilAutoPause can only be specified where the minimum capacity is 0.')
  if (!Number.isInteger(seconds) || seconds < 300 || seconds > 86_400)
    throw invalidValue(
      `SecondsUntilAutoPause ${seconds} isn't valid. It must be between 300 and 86400 seconds.`,
    )
}

function decimal(units: number): string {
  return Number.isInteger(units) ? `${units}.0` : String(units)
}

export function shownScaling({ min, max, pauseAfter }: Scaling) {
  return { MinCapacity: min, MaxCapacity: max, SecondsUntilAutoPause: pauseAfter }
}
