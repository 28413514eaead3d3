export type { Emit, Event, ResourceAction, RolloutOutcome } from './events.ts'
export { type Clock, step } from './step.ts'
