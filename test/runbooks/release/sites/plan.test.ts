import { describe, expect, test } from 'vitest'
import { changesOf, isDone, planSite } from '../../../../src/lib/runbooks/release/sites/plan.ts'
import {
  nameOfList,
  type SiteEntry,
  type SiteList,
  withFolders,
} from '../../../../src/lib/runbooks/release/sites/site-list.ts'

function entry(content: string, change: Partial<SiteEntry> = {}): SiteEntry {
  return {
    sha256: `sha-${content}`,
    md5: `md5-${content}`,
    size: content.length,
    type: 'text/css',
    cache: 'long',
    ...change,
  }
}
const page = (content: string) => entry(content, { type: 'text/html; charset=utf-8' })

/** As the bucket lists what a list put there. */
function live(list: SiteList) {
  return new Map(Object.entries(list).map(([key, { md5, size }]) => [key, { etag: md5, size }]))
}

const before = { 'index.html': page('one'), 'a.css': entry('a'), 'old.css': entry('old') }
const after = { 'index.html': page('two'), 'a.css': entry('a'), 'new.css': entry('new') }
const plan = (...args: Parameters<typeof planSite>) => planSite(...args)

test('the first time everything is copied, pages last, and nothing has to be forgotten', () => {
  expect(plan(before, new Map(), [], 'index.html')).toEqual({
    assets: ['a.css', 'old.css'],
    pages: ['index.html'],
    gone: [],
    forget: [],
  })
})

test('only what changed is copied, what is gone goes, and caches forget what they may have', () => {
  const planned = plan(after, live(before), [before], 'index.html')
  expect(planned).toEqual({
    assets: ['new.css'],
    pages: ['index.html'],
    gone: ['old.css'],
    forget: ['/', '/index.html', '/old.css'],
  })
  expect(changesOf(planned)).toEqual({ changed: 2, gone: 1 })
})

test('what is there already has nothing to be done', () => {
  expect(isDone(plan(before, live(before), [before], 'index.html'))).toBe(true)
})

test('another header alone is a change, which a list of the bucket does not show', () => {
  const short = { ...before, 'a.css': entry('a', { cache: 'short' }) }
  expect(plan(short, live(before), [before], 'index.html')).toMatchObject({
    assets: ['a.css'],
    forget: ['/a.css'],
  })
})

test('what somebody overwrote or deleted by hand is put back', () => {
  const meddled = live(before)
  meddled.set('a.css', { etag: 'theirs', size: 1 })
  meddled.delete('old.css')
  expect(plan(before, meddled, [before], 'index.html')).toEqual({
    assets: ['a.css', 'old.css'],
    pages: [],
    gone: [],
    forget: ['/a.css'],
  })
})

test('what others keep in the bucket is theirs', () => {
  const shared = live(before).set('uploads/cat.jpg', { etag: 'cat', size: 3 })
  expect(plan(after, shared, [before], 'index.html').gone).toEqual(['old.css'])
})

test('after a run that died between two lists, what either may have left is seen to', () => {
  const half = live({ ...before, 'new.css': after['new.css'] })
  expect(plan(after, half, [before, after], 'index.html')).toMatchObject({
    assets: ['new.css'],
    pages: ['index.html'],
    gone: ['old.css'],
    forget: ['/', '/index.html', '/new.css', '/old.css'],
  })
  // And back, where that is wanted.
  expect(plan(before, half, [before, after], 'index.html').gone).toEqual(['new.css'])
})

test('beyond fifteen paths everything is forgotten at once', () => {
  const many = (content: string) =>
    Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => [`${index}.css`, entry(`${content}${index}`)]),
    )
  expect(plan(many('b'), live(many('a')), [many('a')], 'index.html').forget).toEqual(['/*'])
})

test('names are written as CloudFront wants them', () => {
  const odd = (content: string) => ({ 'ä b/c#d?e+f@2x.css': entry(content) })
  expect(plan(odd('two'), live(odd('one')), [odd('one')], 'index.html').forget).toEqual([
    '/%C3%A4%20b/c%23d%3Fe+f@2x.css',
  ])
})

describe('a list', () => {
  test('has the same name where it says the same, in whatever order', () => {
    const { 'index.html': index, ...rest } = before
    expect(nameOfList({ ...rest, 'index.html': index })).toBe(nameOfList(before))
    expect(nameOfList({ ...before, 'a.css': entry('a', { cache: 'short' }) })).not.toBe(nameOfList(before))
  })

  test('shows the index of each folder under the folder itself', () => {
    const docs = page('docs')
    const withIndex = { 'index.html': page('one'), 'docs/index.html': docs, 'docs/other.html': page('other') }
    expect(withFolders(withIndex, 'index.html')).toEqual({ ...withIndex, 'docs/': docs })
  })
})
