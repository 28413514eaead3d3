import { expect, test } from 'vitest'
import { fold } from '../../src/lib/ui/fold.ts'

test('what fits stays as it is', () => {
  expect(fold(['a line', '  ✔ another'], 40)).toEqual(['a line', '  ✔ another'])
})

test('a wide line goes on below, set in, and breaks at blanks alone', () => {
  const row = '  databases.main  Aurora Serverless v2, within bounds  $11.68'
  expect(fold([row], 40)).toEqual(['  databases.main  Aurora Serverless v2,', '      within bounds  $11.68'])
})

test('a word that is wider by itself stays whole, for it is to be copied', () => {
  const url = `http://${'x'.repeat(60)}`
  expect(fold([`  see ${url} there`], 40)).toEqual(['  see', `      ${url}`, '      there'])
  expect(fold([url], 40)).toEqual([url])
})

test('styles take no room, and are kept', () => {
  const green = (text: string) => `\u001b[32m${text}\u001b[39m`
  const line = `${green('✔')} ${'word '.repeat(7)}end`
  expect(fold([line], 42)).toEqual([line])
})

test('lines within a line are folded each by itself, and nothing where there is no room for it', () => {
  expect(fold([`one\n${'word '.repeat(9)}`.trimEnd()], 40)).toEqual([
    'one',
    'word word word word word word word word',
    '    word',
  ])
  const wide = 'word '.repeat(9)
  expect(fold([wide], 20)).toEqual([wide])
})
