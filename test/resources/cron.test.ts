import { expect, test } from 'vitest'
import { awsCron } from '../../src/lib/resources/cron.ts'

test.each([
  ['0 21 * * *', 'cron(0 21 * * ? *)'],
  ['*/15 * * * *', 'cron(0/15 * * * ? *)'],
  ['0 6 1,15 */3 *', 'cron(0 6 1,15 1/3 ? *)'],
  ['0 6 */2 * *', 'cron(0 6 1/2 * ? *)'],
  ['30 6 * * 1-5', 'cron(30 6 ? * MON,TUE,WED,THU,FRI *)'],
  ['30 6 * * mon-fri', 'cron(30 6 ? * MON,TUE,WED,THU,FRI *)'],
  ['0 0 * * 5-7', 'cron(0 0 ? * FRI,SAT,SUN *)'],
  ['0 0 * * 0,7', 'cron(0 0 ? * SUN *)'],
  ['0 0 * * 1-5/2', 'cron(0 0 ? * MON,WED,FRI *)'],
  ['0 0 * * */2', 'cron(0 0 ? * SUN,TUE,THU,SAT *)'],
])('%s is %s', (line, expected) => {
  expect(awsCron(line)).toBe(expected)
})

test('a day of the month and a day of the week at once is refused', () => {
  expect(() => awsCron('0 0 1 * 1')).toThrow(expect.objectContaining({ code: 'manifest.invalid' }))
})
