export { catalogue, type ErrorCode } from './catalogue.ts'
export { DeployctlError, type ErrorDetails, type Problem } from './deployctl-error.ts'
export { type ExitCode, exitCodes } from './exit-codes.ts'
