import { expect, test } from 'vitest'
import { secretLookingArgs } from '../../src/lib/images/build-spec.ts'
import { plainText, presenter } from '../../src/lib/images/output.ts'

const spec = { project: 'shop', service: 'api', context: '/' }

test.each([
  ['\u001b[91merr\u001b[0m\n', 'err'],
  ['\u001b]0;title\u0007shown', 'shown'],
  ['10%\r50%\r100%', '100%'],
  ['a\u202eb\u0000c\u0008', 'abc'],
  ['::error::gotcha', ': :error::gotcha'],
  ['  ::set-env name=x', ': :set-env name=x'],
  ['tab\tbed', 'tab bed'],
])('%j is shown as %j', (text, shown) => {
  expect(plainText(text)).toBe(shown)
})

test('an argument’s value is shown as its name', () => {
  const present = presenter({ ...spec, args: { TOKEN: 'hunter2hunter2', PART: 'hunter2', MODE: 'prod' } })
  expect(present('curl -H hunter2hunter2 hunter2 prod')).toBe('curl -H $TOKEN $PART prod')
})

test('each line of an argument that has several is hidden', () => {
  const present = presenter({ ...spec, args: { KEY: '-----BEGIN-----\nabcdefgh\n' } })
  expect(present('-----BEGIN-----')).toBe('$KEY')
  expect(present('x abcdefgh')).toBe('x $KEY')
})

test('arguments that look like secrets are found by name', () => {
  const args = { NPM_TOKEN: '', DB_PASSWORD: '', API_KEY: '', TOKENIZER: '', KEYBOARD: '', SERVICE_PATH: '' }
  expect(secretLookingArgs({ ...spec, args })).toEqual(['NPM_TOKEN', 'DB_PASSWORD', 'API_KEY'])
})
