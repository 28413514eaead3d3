export type { CallRecord, Failure } from './calls.ts'
export type { FaultPlan, FaultRule } from './faults.ts'
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts'
