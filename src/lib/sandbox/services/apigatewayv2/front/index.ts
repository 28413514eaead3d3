import { setTimeout } from 'node:timers/promises'
import type { Host, Route } from '../../../service.ts'
import { callFunction } from '../../invocation/call-function.ts'
import { type HttpRequest, readRequest } from '../../invocation/http-request.ts'
import { note } from './afterwards.ts'
import { type Decision, decide, isServed, mostBytes, type Visit } from './decide.ts'
import { answerOfFunction, type FrontAnswer, ownAnswer } from './lambda-answer.ts'
import { lambdaEvent } from './lambda-event.ts'
import { proxy } from './proxying.ts'
import type { Target } from './targets.ts'

const origin = { service: 'apigateway', operation: 'front' }

/**
 * What is served behind the endpoint of an HTTP API, and behind its domain by TLS: a function's answer, that of a
 * container, or of any other task a few words about it.
 */
export const front: Route = {
  prefix: '/',
  host: /\.execute-api\.[a-z0-9-]+\.localhost(:\d+)?$/i,

  serves: (name, host) => host.transact(origin, call => isServed(call, name)),

  async handle(incoming, response, host) {
    const started = performance.now()
    const request = await readRequest(incoming, mostBytes)
    const { visit, decision } = await host.transact(origin, call => decide(call, request))
    const answer = await carryOut(host, visit, request, decision)
    if (visit) {
      const { account, region } = visit
      const ms = performance.now() - started
      await host.transact({ ...origin, account, region }, call => note(call, visit, request, answer, ms))
    }
    const { status, headers, body } = answer
    const length = status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }
    const apigwRequestId = visit ? { 'apigw-requestid': visit.requestId } : {}
    response.writeHead(status, { ...headers, ...length, ...apigwRequestId })
    response.end(request.method === 'HEAD' ? undefined : body)
  },
}

async function carryOut(
  host: Host,
  visit: Visit | undefined,
  request: HttpRequest,
  decision: Decision,
): Promise<FrontAnswer> {
  if (decision.kind === 'answer') return ownAnswer(decision.status, decision.message, decision.why)
  if (decision.kind === 'function') {
    const answer = answerBy(host, visit!, request, decision.arn)
    return await Promise.race([answer, setTimeout(decision.timeout, tooLate, { ref: false })])
  }
  const { target, timeout } = decision
  if (!target.task) return await proxy(request, target.address, target.port, timeout)
  const container = host.containers?.get(target.task.id)
  if (!container) return described(target, request)
  const port = container.publishedPort(target.port)
  if (port === undefined) return ownAnswer(503, 'Service Unavailable', 'The task listens on no such port')
  return await proxy(request, '127.0.0.1', port, timeout)
}

const tooLate = ownAnswer(503, 'Service Unavailable', 'Endpoint request timed out')

/** Of a task that only is a model of one. */
function described({ address, port, task }: Target, { path, query }: HttpRequest): FrontAnswer {
  const { service, taskDefinition } = task!
  const url = query ? `${path}?${query}` : path
  const body = JSON.stringify({ service, taskDefinition, target: `${address}:${port}`, path: url })
  return { status: 200, headers: { 'content-type': 'application/json' }, body, integrationStatus: 200 }
}

async function answerBy(host: Host, visit: Visit, request: HttpRequest, arn: string): Promise<FrontAnswer> {
  const called = await callFunction(host, visit, arn, lambdaEvent(visit, request))
  if ('payload' in called) return answerOfFunction(called.payload)
  if (called.isBusy) return ownAnswer(503, 'Service Unavailable', called.why)
  return ownAnswer(500, 'Internal Server Error', called.why)
}
