import { expect, test } from 'vitest'
import { parseAssumptionFile, parseAssumptions } from '../../src/lib/costs/given-usage.ts'
import { assumptions, unused, usageWith } from '../../src/lib/costs/usage.ts'
import { thrown } from '../manifest/reading.ts'

test('numbers are given by name', () => {
  expect(parseAssumptions(['requests=5000000', 'load=0.5'])).toEqual({ requests: 5_000_000, load: 0.5 })
  expect(parseAssumptionFile('{"logsGb": 20}', 'usage.json')).toEqual({ logsGb: 20 })
  expect(usageWith({ logsGb: 20 })).toMatchObject({ logsGb: 20, requests: assumptions.requests.value })
})

test.each([
  ['request=5', 'request: Nothing is assumed by this name. → Did you mean `requests`?'],
  ['requests', 'requests: This is no number that can be used here. → Write requests= and a number from 0.'],
  ['requests=', 'requests: This is no number that can be used here. → Write requests= and a number from 0.'],
  [
    'requests=-1',
    'requests: This is no number that can be used here. → Write requests= and a number from 0.',
  ],
  [
    'requests=1e99',
    'requests: This is no number that can be used here. → Write requests= and a number from 0.',
  ],
  [
    'requests=1=2',
    'requests: This is no number that can be used here. → Write requests= and a number from 0.',
  ],
  ['load=2', 'load: This is no number that can be used here. → Write load= and a number from 0 to 1.'],
])('%s is refused', (pair, problem) => {
  const error = thrown(() => parseAssumptions([pair]))
  expect(error.code).toBe('cost.invalid-assumption')
  expect(error.problems.map(({ path, message, remedy }) => `${path}: ${message} → ${remedy}`)).toEqual([
    problem,
  ])
})

test.each(['[]', '1', 'null', '{', '{"requests": "many"}', '{"x": 1}'])(
  'a file that holds %s is refused',
  text => {
    expect(thrown(() => parseAssumptionFile(text, 'usage.json')).code).toBe('cost.invalid-assumption')
  },
)

test('in a month in which nobody comes, what is stored stays', () => {
  expect(unused(usageWith())).toMatchObject({ requests: 0, logsGb: 0, cdnGb: 0, bucketGb: 10, imageGb: 0.5 })
})
