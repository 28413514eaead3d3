import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string): Record<string, string> => JSON.parse(readFileSync(`dist/${file}.json`, 'utf8'))
const texts = read('help')
const all = (file: string, columns: number) =>
  Object.entries(read(file)).map(([words, text]) => [words, columns, text] as const)

test.each([...all('help', 80), ...all('help-narrow', 60)])(
  'help of `%s` fits %i columns, and says nothing that is empty',
  (_words, columns, text) => {
    const lines = text.split('\n')
    // What is to be typed stays in one piece.
    const wide = lines.filter(line => line.length > columns && !line.startsWith('  $'))
    expect(wide).toEqual([])
    expect(text).not.toMatch(/\[default: \]|<value>|\| *\|/)
  },
)

test('only the last argument is said to take several words', () => {
  const usage = (words: string) => /USAGE\n {2}\$ deployctl (.+)/.exec(texts[words]!)![1]
  expect(['deploy', 'run', 'scale', 'plan', 'secrets put'].map(usage)).toEqual([
    'deploy ENVIRONMENT [SERVICE...] [FLAGS]',
    'run ENVIRONMENT SERVICE COMMAND... [FLAGS]',
    'scale ENVIRONMENT COUNT... [FLAGS]',
    'plan ENVIRONMENT [FLAGS]',
    'secrets put ENVIRONMENT [NAME] [FLAGS]',
  ])
})

test('a summary is said once', () => {
  const summary = 'Return to the last release proven healthy, or to a chosen one.'
  expect(texts.rollback!.split(summary)).toHaveLength(2)
})
