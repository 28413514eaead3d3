import { expect, test } from 'vitest'
import { encode, json, unavailable } from '../../../src/lib/on-demand/waker/answer.ts'
import { readVisit } from '../../../src/lib/on-demand/waker/request.ts'

test('a request of an HTTP API', () => {
  const event = {
    version: '2.0',
    rawPath: '/a/b',
    rawQueryString: 'c=%20d',
    headers: { Accept: 'text/html' },
    requestContext: { http: { method: 'GET', path: '/a/b', sourceIp: '198.51.100.7' } },
  }
  expect(readVisit(event)).toEqual({
    door: 'http-api',
    method: 'GET',
    path: '/a/b',
    query: '?c=%20d',
    headers: { accept: 'text/html' },
    address: '198.51.100.7',
  })
})

test('a request of a load balancer, whose own word on the address is the last one', () => {
  const event = {
    requestContext: { elb: { targetGroupArn: 'arn' } },
    httpMethod: 'POST',
    path: '/a',
    queryStringParameters: { c: '%20d', e: '' },
    headers: { 'x-forwarded-for': '10.0.0.1, 198.51.100.7' },
  }
  expect(readVisit(event)).toEqual({
    door: 'load-balancer',
    method: 'POST',
    path: '/a',
    query: '?c=%20d&e=',
    headers: { 'x-forwarded-for': '10.0.0.1, 198.51.100.7' },
    address: '198.51.100.7',
  })
})

test.each([[undefined], [{}], [{ 'detail-type': 'ECS Task State Change' }], ['text']])(
  '%o is no request',
  event => {
    expect(readVisit(event)).toBeUndefined()
  },
)

test('each front door takes its own form of an answer, and HEAD has no body', () => {
  const answer = json(503, { status: 'starting' })
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  expect(encode({ door: 'http-api', method: 'HEAD' }, answer)).toEqual({
    statusCode: 503,
    headers,
    body: '',
    isBase64Encoded: false,
  })
  expect(encode({ door: 'load-balancer', method: 'GET' }, answer)).toEqual({
    statusCode: 503,
    statusDescription: '503 Service Unavailable',
    headers,
    body: '{"status":"starting"}',
    isBase64Encoded: false,
  })
})

test('programs are told when to come back', () => {
  expect(unavailable({ status: 'starting' })).toEqual({
    status: 503,
    headers: { 'content-type': 'application/json', 'retry-after': '5' },
    body: '{"status":"starting","retryAfter":5}',
  })
})
