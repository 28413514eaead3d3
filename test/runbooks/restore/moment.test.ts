import { expect, test } from 'vitest'
import { momentIn } from '../../../src/lib/runbooks/restore/moment.ts'

const window = { from: new Date('2026-11-14T00:00:00Z'), to: new Date('2026-11-21T12:00:00Z') }
const now = Date.parse('2026-11-21T12:03:00Z')

test.each([
  ['latest', '2026-11-21T12:00:00.000Z'],
  ['15m ago', '2026-11-21T11:48:00.000Z'],
  ['2 h ago', '2026-11-21T10:03:00.000Z'],
  ['7d ago', '2026-11-14T12:03:00.000Z'],
  ['2026-11-21T03:12:00Z', '2026-11-21T03:12:00.000Z'],
  ['2026-11-21T03:12Z', '2026-11-21T03:12:00.000Z'],
  ['2026-11-21 05:12:00.500+02:00', '2026-11-21T03:12:00.500Z'],
])('%s is %s', (text, moment) => {
  expect(momentIn(text, [window], now).at.toISOString()).toBe(moment)
})

test.each([
  '',
  'yesterday',
  '15m',
  'ago',
  '2026-11-21',
  '2026-11-21T03:12:00',
  '2026-13-21T03:12:00Z',
  '15x ago',
])('`%s` is no time', text => {
  expect(() => momentIn(text, [window], now)).toThrow(
    expect.objectContaining({ code: 'restore.invalid-time' }),
  )
})

test.each(['1m ago', '8d ago', '2026-11-13T23:59:59Z'])('%s is outside, and the window is told', text => {
  const told = expect.stringContaining('from 2026-11-14T00:00:00.000Z to 2026-11-21T12:00:00.000Z')
  expect(() => momentIn(text, [window], now)).toThrow(
    expect.objectContaining({ code: 'restore.outside-window', message: told }),
  )
})

test('what one instance has no backups of, the one before it may have', () => {
  const before = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-20T00:00:00Z') }
  const found = (text: string) => momentIn(text, [window, before], now).window
  expect(found('2026-10-05T00:00:00Z')).toBe(before)
  expect(found('2026-11-15T00:00:00Z')).toBe(window)
  expect(found('latest')).toBe(window)
})
