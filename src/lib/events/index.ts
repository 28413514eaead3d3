export { type Clock, makeClock } from './clock.ts'
export type { Emit, Event, ResourceAction, RolloutOutcome } from './events.ts'
export { step, type Told } from './step.ts'
