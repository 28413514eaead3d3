import type { IncomingMessage } from 'node:http'
import type { Host } from '../../../service.ts'
import { callFunction } from '../../invocation/call-function.ts'
import { readRequest } from '../../invocation/http-request.ts'
import { type Answer, badGateway, ownAnswer } from './answers.ts'
import type { Decision, Visit } from './decide.ts'
import { answerOfFunction } from './function-answer.ts'
import { functionEvent } from './function-event.ts'

/** The largest body that a load balancer hands to a function. */
const mostBytes = 1024 * 1024

/** Calls the function behind a target group; one that fails, or answers what nobody can read, is a bad gateway. */
export async function callTarget(
  host: Host,
  incoming: IncomingMessage,
  visit: Visit,
  { arn, group, multiValue }: Extract<Decision, { kind: 'function' }>,
): Promise<Answer> {
  const request = await readRequest(incoming, mostBytes)
  if (request.body.length > mostBytes) return ownAnswer(413, 'Request Entity Too Large')
  const event = functionEvent(request, { targetGroupArn: group.arn, multiValue, visit })
  const called = await callFunction(host, visit, arn, event)
  return ('payload' in called ? answerOfFunction(called.payload, multiValue) : undefined) ?? badGateway
}
