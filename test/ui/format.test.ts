import { describe, expect, it } from 'vitest'
import { ago, counted, seconds, table } from '../../src/lib/ui/format.ts'

describe('seconds', () => {
  it.each([
    [0.94, '0.9s'],
    [9.99, '10.0s'],
    [12, '12s'],
    [59.6, '1m 00s'],
    [72, '1m 12s'],
    [3600, '1h 00m'],
    [7530, '2h 05m'],
  ])('reads %d as %s', (value, text) => {
    expect(seconds(value)).toBe(text)
  })
})

describe('ago', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  it.each([
    ['2026-11-20T12:00:00Z', '0 seconds ago'],
    ['2026-11-20T11:59:59Z', '1 second ago'],
    ['2026-11-20T11:57:10Z', '2 minutes ago'],
    ['2026-11-20T06:30:00Z', '5 hours ago'],
    ['2026-11-18T06:30:00Z', '2 days ago'],
    ['2026-11-20T13:00:00Z', '0 seconds ago'],
  ])('%s is %s', (then, text) => {
    expect(ago(then, now)).toBe(text)
  })
})

describe('table', () => {
  it('aligns what a terminal shows, styles and wide characters included', () => {
    expect(
      table([
        ['a', 'bb', 'c'],
        ['\u001b[32mlong\u001b[39m', '', 'd'],
        ['日本', 'x'],
      ]),
    ).toEqual(['a     bb  c', '\u001b[32mlong\u001b[39m      d', '日本  x'])
  })

  it('is empty for no rows', () => {
    expect(table([])).toEqual([])
  })
})

describe('counted', () => {
  it('knows one from many', () => {
    expect([counted(0, 'task'), counted(1, 'task'), counted(2, 'task')]).toEqual([
      '0 tasks',
      '1 task',
      '2 tasks',
    ])
  })
})
