import { expect, test } from 'vitest'
import { isForPeople, usuallyIgnored, wishOf } from '../../../src/lib/on-demand/waker/choose.ts'
import type { Visit } from '../../../src/lib/on-demand/waker/request.ts'

function visit(path: string, headers: Record<string, string> = {}): Visit {
  return { door: 'http-api', method: 'GET', path, query: '', headers, address: '' }
}

test.each([
  ['/status', 'status'],
  ['/wake', 'wake'],
  ['/shutdown', 'shutdown'],
  ['/', 'visit'],
  ['/status/more', 'visit'],
  ['/favicon.ico', 'ignored'],
  ['/.well-known/security.txt', 'ignored'],
])('%s is a wish for %s', (path, wish) => {
  expect(wishOf(visit(path), usuallyIgnored)).toBe(wish)
})

test('robots and monitors do not wake anybody, but may ask how it is', () => {
  const headers = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }
  expect(wishOf(visit('/', headers), usuallyIgnored)).toBe('ignored')
  expect(wishOf(visit('/status', headers), usuallyIgnored)).toBe('status')
})

test('only a page that a browser loads is for people', () => {
  expect(isForPeople(visit('/', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }))).toBe(true)
  expect(isForPeople(visit('/', { accept: '*/*' }))).toBe(false)
  expect(isForPeople(visit('/'))).toBe(false)
})
