import { awsError } from '../../aws-error.ts'
import type { Ran } from '../../functions/function-spec.ts'
import type { Call, CallOrigin, Host } from '../../service.ts'
import { observe } from '../cloudwatch/observing.ts'
import { uuid } from '../identifiers.ts'
import { logLines, writeLines } from './log-lines.ts'
import { arnOf, conflict, findFunction, findVersion, readName } from './lookup.ts'
import { type Prepared, prepare, run } from './running.ts'
import { statesOf } from './states.ts'

export interface InvokeRequest {
  /** Name or ARN, with or without a qualifier. */
  readonly function: string
  readonly qualifier?: string | undefined
  /** JSON; an empty event where absent. */
  readonly event?: string | undefined
}

/** What a function answered. */
export interface Invoked {
  /** JSON: what the handler returned, or the error that it threw. */
  readonly payload: string
  /** Present where the handler threw, ran out of time, or could not be run. */
  readonly functionError?: 'Unhandled'
  readonly version: string
  readonly lines: readonly string[]
}

/** Who calls, and where. */
type Where = Partial<Pick<CallOrigin, 'account' | 'region' | 'principal'>>

const mostBytes = 6 * 1024 * 1024

/**
 * Calls a function and waits for its answer. To be used outside of a call's own transaction: the function may well
 * call the sandbox itself.
 *
 * @throws AwsError where it is not there, cannot be called yet, or may not be called any more often
 */
export async function invokeFunction(host: Host, where: Where, request: InvokeRequest): Promise<Invoked> {
  const origin = { service: 'lambda', operation: 'Invoke', ...where }
  const { event = '{}' } = request
  checkEvent(event)
  const ready = await host.transact(origin, call => ({
    ...admit(call, request),
    requestId: uuid(call),
    invokedArn: invokedArnOf(call, request),
  }))
  const { requestId } = ready
  const ran = await run(host, ready, { requestId, event: event || '{}', invokedArn: ready.invokedArn })
  const lines = logLines(ready.version, requestId, ran)
  await host.transact(origin, call => {
    writeLines(call, ready.version, ready.stream, lines)
    count(call, ready.version, ran)
  })
  return { ...answerOf(ran), version: ready.version.version, lines }
}

/**
 * Calls a function without waiting, once this call is kept, as for an event. What it throws shows in its log alone:
 * the sandbox does not try again, where AWS would twice.
 *
 * @throws AwsError where it is not there
 */
export function invokeLater(call: Call, request: InvokeRequest): void {
  findVersion(call.as({ service: 'lambda' }), request.function, request.qualifier)
  const { account, region, principal } = call
  call.afterwards(async host => void (await invokeFunction(host, { account, region, principal }, request)))
}

function admit(call: Call, { function: reference, qualifier }: InvokeRequest): Prepared {
  const version = findVersion(call, reference, qualifier)
  const { concurrency } = findFunction(call, reference)
  const { State } = statesOf(call, version)
  if (State !== 'Active') {
    throw conflict(
      `The operation cannot be performed at this time. The function is currently in the following state: ${State}`,
    )
  }
  if (concurrency === 0) {
    const members = { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' }
    throw awsError('TooManyRequestsException', 'Rate Exceeded.', 429, members)
  }
  return prepare(call, version)
}

function invokedArnOf(call: Call, { function: reference, qualifier: given }: InvokeRequest): string {
  const { name, qualifier } = readName(reference, given)
  return arnOf(call, name, qualifier)
}

function checkEvent(event: string): void {
  if (Buffer.byteLength(event) > mostBytes) {
    const message = `${Buffer.byteLength(event)} byte payload is too large for the RequestResponse invocation type (limit ${mostBytes} bytes)`
    throw awsError('RequestTooLargeException', message, 413)
  }
  try {
    JSON.parse(event || '{}')
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : error}`
    throw awsError('InvalidRequestContentException', message, 400, { Type: 'User' })
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function count(call: Call, { name: Value }: Prepared['version'], { error }: Ran): void {
  const about = { namespace: 'AWS/Lambda', dimensions: [{ Name: 'FunctionName', Value }] }
  observe(call, { ...about, name: 'Invocations', value: 1 })
  observe(call, { ...about, name: 'Errors', value: error ? 1 : 0 })
}

function answerOf({ payload, error }: Ran): Pick<Invoked, 'payload' | 'functionError'> {
  if (error) return { payload: JSON.stringify(error), functionError: 'Unhandled' }
  return { payload: payload ?? 'null' }
}
