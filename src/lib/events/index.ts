export { type Clock, makeClock } from './clock.ts'
export type { Emit, Event, ResourceAction, RolloutOutcome } from './events.ts'
export { step } from './step.ts'
