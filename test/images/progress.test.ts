import { describe, expect, test } from 'vitest'
import { afterMessage, afterTrace, nothingBuilt } from '../../src/lib/images/build-progress.ts'
import type { Vertex } from '../../src/lib/images/buildkit-trace.ts'
import { builderOf } from '../../src/lib/images/engine.ts'
import {
  afterPushMessage,
  countLayers,
  describePush,
  nothingPushed,
} from '../../src/lib/images/push-progress.ts'

describe('the classic builder', () => {
  const messages = [
    { stream: 'Step 1/2 : FROM scratch' },
    { stream: '\n' },
    { stream: ' ---> \n' },
    { stream: 'Step 2/2 : RUN ["/x"]' },
    { stream: ' ---> Running in 30f0f3403038\n' },
    { stream: 'one\ntwo\n' },
  ]

  test('counts its steps, and its bookkeeping is no output', () => {
    expect(messages.reduce(afterMessage, nothingBuilt)).toEqual({
      step: 'Step 2/2 : RUN ["/x"]',
      done: 1,
      total: 2,
      output: ['one', 'two'],
      vertices: new Map(),
    })
  })

  test('ends with an image or an error', () => {
    expect(afterMessage(nothingBuilt, { aux: { ID: 'sha256:1' } }).imageId).toBe('sha256:1')
    expect(afterMessage(nothingBuilt, { error: 'no' }).error).toBe('no')
  })

  test('keeps the last twenty lines', () => {
    const long = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n')
    const { output } = afterMessage(nothingBuilt, { stream: long })
    expect(output).toHaveLength(20)
    expect(output.at(-1)).toBe('line 29')
  })
})

describe('BuildKit', () => {
  const vertex = (digest: string, name: string, state: Partial<Vertex> = {}): Vertex => ({
    digest,
    name,
    cached: false,
    error: '',
    ...state,
  })
  const log = (text: string) => ({ vertex: 'b', msg: Buffer.from(text) })

  test('counts the Dockerfile’s steps, not its own', () => {
    const told = afterTrace(nothingBuilt, {
      vertexes: [
        vertex('x', '[internal] load remote build context', { started: {} }),
        vertex('a', '[base 1/2] COPY . /', { started: {}, completed: {} }),
        vertex('b', '[base 2/2] RUN npm ci', { started: {} }),
        vertex('c', '[2/2] COPY x /'),
      ],
      logs: [],
    })
    expect(told).toMatchObject({ step: '[base 2/2] RUN npm ci', done: 1, total: 3 })
    const later = afterTrace(told, {
      vertexes: [vertex('b', '[base 2/2] RUN npm ci', { completed: {} })],
      logs: [log('added 3\npackages\n')],
    })
    expect(later).toMatchObject({ done: 2, total: 3, output: ['added 3', 'packages'] })
  })

  test('blames the step that failed, not those cancelled with it', () => {
    const told = afterTrace(nothingBuilt, {
      vertexes: [
        vertex('a', '[1/2] RUN a', { started: {}, error: 'exit code: 1' }),
        vertex('b', '[2/2] RUN b', { started: {}, error: 'context canceled' }),
      ],
      logs: [],
    })
    expect(told).toMatchObject({ step: '[1/2] RUN a', done: 0 })
  })
})

describe('a push', () => {
  const messages = [
    { status: 'The push refers to repository [x/y]' },
    { id: 'a', status: 'Preparing' },
    { id: 'b', status: 'Waiting' },
    { id: 'c', status: 'Layer already exists' },
    { id: 'a', status: 'Pushing', progressDetail: { current: 50, total: 200 } },
  ]
  const under = messages.reduce(afterPushMessage, nothingPushed)

  test('tells what goes and what is there already', () => {
    expect(describePush(under)).toBe('1 of 3 layers, 1 already there, sending 1 (25%)')
    const done = [
      { id: 'a', status: 'Pushed' },
      { id: 'b', status: 'Mounted from other/repo' },
      { status: '1: digest: sha256:1 size: 1' },
    ].reduce(afterPushMessage, under)
    expect(countLayers(done)).toEqual({ sent: 1, there: 2, total: 3 })
    expect(describePush(done)).toBe('3 of 3 layers, 2 already there')
  })

  test('keeps the error', () => {
    expect(afterPushMessage(under, { error: 'denied' }).error).toBe('denied')
  })
})

describe('the builder to ask for', () => {
  test.each([
    [{ 'api-version': '1.41', ostype: 'linux' }, 'buildkit'],
    [{ 'api-version': '1.51', ostype: 'linux', 'builder-version': '2' }, 'buildkit'],
    [{ 'api-version': '1.41', ostype: 'linux', 'builder-version': '1' }, 'classic'],
    [{ 'api-version': '1.38', ostype: 'linux' }, 'classic'],
    [{ 'api-version': '1.51', ostype: 'windows', 'builder-version': '2' }, 'classic'],
    [{ 'api-version': '1.41', ostype: 'linux', 'libpod-api-version': '5.0.0' }, 'classic'],
    [{}, 'classic'],
  ])('%j: %s', (headers, kind) => {
    expect(builderOf(headers).kind).toBe(kind)
  })
})
