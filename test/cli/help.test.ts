import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const texts: Record<string, string> = JSON.parse(readFileSync('dist/help.json', 'utf8'))

test.each(Object.entries(texts))(
  'help of `%s` fits 80 columns, and says nothing that is empty',
  (_words, text) => {
    const lines = text.split('\n')
    // What is to be typed stays in one piece.
    const wide = lines.filter(line => line.length > 80 && !line.startsWith('  $'))
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
