import { expect, test } from 'vitest'
import { parse } from '../../src/lib/manifest/index.ts'
import { problemsOf } from './reading.ts'

const refused: readonly [what: string, text: string, problems: readonly string[]][] = [
  ['nothing', '', ['1:1: The file is empty. → Write one with `deployctl init`.']],
  [
    'a comment alone',
    `# nothing
`,
    ['1:1: The file is empty. → Write one with `deployctl init`.'],
  ],
  ['a text', 'hello', ['1:1: A manifest is a map of keys and values. → Begin with `version: 1`.']],
  ['a list', '- a', ['1:1: A manifest is a map of keys and values. → Begin with `version: 1`.']],
  [
    'two documents',
    `a: 1
---
b: 2
`,
    [
      '2:1: A second document begins here. → Keep one document a file; write environments under `environments`.',
    ],
  ],
  [
    'keys written twice',
    `a: 1
b:
  c: 1
  c: 2
a: 3
`,
    [
      '4:3 b.c: `c` is already written in line 3. → Keep one of the two.',
      '5:1 a: `a` is already written in line 1. → Keep one of the two.',
    ],
  ],
  [
    'names that mean something to objects',
    `__proto__: {polluted: true}
a:
  constructor: 1
  prototype: 2
`,
    [
      '1:1 __proto__: `__proto__` cannot be a key. → Choose another name.',
      '3:3 a.constructor: `constructor` cannot be a key. → Choose another name.',
      '4:3 a.prototype: `prototype` cannot be a key. → Choose another name.',
    ],
  ],
  [
    'merge keys',
    `a: &a {x: 1}
b: {<<: *a}
`,
    ['2:5 b["<<"]: `<<` does not merge maps here. → Write the keys out, or use an overlay.'],
  ],
  ['keys that are no text', '{[a]: 1}', ['1:2: A key must be a text. → Write `key: value`.']],
  ['an alias of nothing', 'a: *b', ['1:4 a: `*b` names nothing. → Put `&b` before an earlier value.']],
  ['an alias of itself', 'a: &a [*a]', ['1:8 a[0]: `*a` names nothing. → Put `&a` before an earlier value.']],
  [
    'a tab',
    `a:
	b: 1`,
    ['2:1: A tab is used as indentation. → Indent with spaces.'],
  ],
  [
    'crooked indentation',
    `a:
  b: 1
 c: 2
`,
    [
      '3:1: The indentation does not fit the lines above. → Indent keys of one map by the same number of spaces.',
    ],
  ],
  [
    'an open quote',
    'a: "b',
    [
      '1:6: A quote, bracket, comma or colon is missing. → Close every quote and bracket, and write a space after each colon.',
    ],
  ],
  [
    'two colons',
    'a: b: c',
    [
      '1:4: A map begins in the middle of a line. → Begin it on a line of its own, or quote a text that holds `: `.',
    ],
  ],
  [
    'a tag',
    'a: !secret b',
    [
      '1:4: A manifest has no YAML tags of its own. → Remove the word that begins with `!`, or quote the text.',
    ],
  ],
  [
    'a bare @',
    'a: @b',
    ['1:4: A text cannot begin with this character unless it is quoted. → Put the text in quotes.'],
  ],
  [
    'an unknown escape',
    'a: "\\q"',
    ["1:5: This is no escape that YAML knows. → Write \\\\ for a backslash, or use 'single quotes'."],
  ],
  [
    'a control character',
    `a: b
c: [31m`,
    [
      '2:4: This is a control character, which YAML does not allow. → Remove it, or write it as an escape in quotes.',
    ],
  ],
  [
    'a date of YAML 1.1',
    `%YAML 1.1
---
a: 2020-01-01
`,
    ['3:4 a: This kind of value has no meaning here. → Write a text, in quotes.'],
  ],
  [
    'several at once',
    `a: "\\q"
b: @c
`,
    [
      "1:5: This is no escape that YAML knows. → Write \\\\ for a backslash, or use 'single quotes'.",
      '2:4: A text cannot begin with this character unless it is quoted. → Put the text in quotes.',
    ],
  ],
]

test.each(refused)('%s', (_what, text, expected) => {
  expect(problemsOf(() => parse(text, 'deployctl.yml'))).toEqual(expected)
})
