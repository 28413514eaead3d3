import { expect, test } from 'vitest'
import { failedRelease } from '../../../src/lib/runbooks/release/verdict.ts'
import type { ServiceStory } from '../../../src/lib/runbooks/rollout/story.ts'
import { release } from '../../releases/bench.ts'

const api: ServiceStory = {
  service: 'api',
  outcome: 'rolled-back',
  said: ['(service shop-prod-api) was unable to start'],
  stopped: { task: '7c1e', code: 'EssentialContainerExited', reason: 'exited', plain: 'It ended.' },
  logs: ['boom'],
  serves: { taskDefinition: 'api:1', running: 2 },
  next: 'deployctl logs prod api',
}

test('a release of which everything went back is rolled back: the one before serves', () => {
  const story = { release: 2, failed: [api], smoke: [], fates: { api: 'returned', web: 'returned' } } as const
  const error = failedRelease('prod', release(1), story)
  expect(error).toMatchObject({
    code: 'release.rolled-back',
    exitCode: 4,
    message: 'Release 2 was rolled back; release 1 serves. api: It ended.',
    hint: 'Next: deployctl logs prod api',
    data: { story: { ...story, serves: 1, next: 'deployctl logs prod api' } },
  })
})

test('one of which something stays is failed half-way', () => {
  const story = { release: 2, failed: [api], smoke: [], fates: { api: 'returned', web: 'lost' } } as const
  expect(failedRelease('prod', release(1), story)).toMatchObject({
    code: 'release.failed',
    exitCode: 5,
    message: 'Release 2 failed half-way: web did not go back. api: It ended.',
    data: { story: { serves: undefined } },
  })
})

test('the first release has nothing to go back to', () => {
  const story = { release: 1, failed: [api], smoke: [], fates: { api: 'stays' } } as const
  expect(failedRelease('prod', undefined, story).code).toBe('release.failed')
})

test('a smoke test and a refusal are told in their own words', () => {
  const smoke = [{ service: 'api', request: 'GET http://x/health', wrong: 'answered 500 instead of 200' }]
  const story = { release: 2, failed: [], smoke, refused: 'ecs:UpdateService failed', fates: {} }
  expect(failedRelease('prod', release(1), story).message).toBe(
    'Release 2 was rolled back; release 1 serves. GET http://x/health answered 500 instead of 200. ecs:UpdateService failed',
  )
})

test('what failed for the same reason is told once', () => {
  const failed = [api, { ...api, service: 'web' }]
  const story = { release: 2, failed, smoke: [], fates: { api: 'returned', web: 'returned' } } as const
  expect(failedRelease('prod', release(1), story).message).toBe(
    'Release 2 was rolled back; release 1 serves. api, web: It ended.',
  )
})
