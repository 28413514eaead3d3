import { z } from 'zod'
import { duration } from './scalars.ts'

const share = z.strictObject({
  base: z.int().min(0).default(0).describe('Tasks that run here before the weights apply.'),
  weight: z.int().min(0).max(1000).default(1).describe('Share of the tasks beyond the bases.'),
})

const mix = z.strictObject({
  onDemand: share.optional().describe('Share of FARGATE.'),
  spot: share.optional().describe('Share of FARGATE_SPOT.'),
})

type Mix = z.output<typeof mix>

const onDemandOnly: Mix = { onDemand: { base: 0, weight: 1 } }
const spotOnly: Mix = { spot: { base: 0, weight: 1 } }

/** `on-demand`, `spot`, or a mix; becomes the mix. */
export const capacity = z.codec(z.union([z.enum(['on-demand', 'spot']), mix]), z.custom<Mix>(), {
  decode: value => {
    if (value === 'on-demand') return { ...onDemandOnly }
    if (value === 'spot') return { ...spotOnly }
    return value
  },
  encode: value => {
    if (equal(value, onDemandOnly)) return 'on-demand'
    if (equal(value, spotOnly)) return 'spot'
    return value
  },
})

function equal(a: Mix, b: Mix): boolean {
  const [left, right] = [a, b].map(({ onDemand, spot }) =>
    [onDemand?.base, onDemand?.weight, spot?.base, spot?.weight].join(),
  )
  return left === right
}

export interface Count {
  min: number
  max: number
  /** Percent. */
  cpu?: number
  /** Percent. */
  memory?: number
  /** Seconds. */
  scaleOutCooldown: number
  /** Seconds. */
  scaleInCooldown: number
}

const percent = z.number().min(1).max(100)

const bounds = z.strictObject({
  min: z
    .int()
    .min(0)
    .meta({ description: 'Fewest tasks.', examples: [2] }),
  max: z
    .int()
    .min(0)
    .meta({ description: 'Most tasks.', examples: [8] }),
  cpu: percent.optional().meta({ description: 'Target average CPU, in percent.', examples: [70] }),
  memory: percent.optional().meta({ description: 'Target average memory, in percent.', examples: [80] }),
  scaleOutCooldown: duration.prefault('60s').describe('Pause after adding tasks.'),
  scaleInCooldown: duration.prefault('300s').describe('Pause after taking tasks away.'),
})

/** A number, or the bounds of autoscaling; becomes the bounds. */
export const count = z.codec(z.union([z.int().min(0), bounds]), z.custom<Count>(), {
  decode: value => (typeof value === 'number' ? fixed(value) : (value as Count)),
  encode: value =>
    value.min === value.max && JSON.stringify(value) === JSON.stringify(fixed(value.min)) ? value.min : value,
})

function fixed(tasks: number): Count {
  return { min: tasks, max: tasks, scaleOutCooldown: 60, scaleInCooldown: 300 }
}
