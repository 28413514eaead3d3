import { describe, expect, it } from 'vitest'
import { sanitize, sanitizeAll } from '../../src/lib/ui/sanitize.ts'

describe('sanitize', () => {
  it.each([
    ['plain words', 'plain words'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['bell\u0007 null\u0000', 'bell  null '],
    ['rtl \u202egnp.exe\u2066', 'rtl gnp.exe'],
    ['::set-output name=x::y', ': :set-output name=x::y'],
    ['  ::error::no', '  : :error::no'],
    ['first\n::error::second line', 'first\n: :error::second line'],
    ['##[group]x', '## [group]x'],
    ['(service api) is ok :: really', '(service api) is ok :: really'],
    ['\u009b31mC1', ' 31mC1'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['carriage\rreturn', 'carriage return'],
  ])('makes %j into %j', (text, safe) => {
    expect(sanitize(text)).toBe(safe)
  })

  it('reaches every string of a value, and nothing else', () => {
    expect(sanitizeAll({ a: ['\u001b[1mx', 1, null, undefined], b: { c: true } })).toEqual({
      a: ['x', 1, null, undefined],
      b: { c: true },
    })
  })
})
