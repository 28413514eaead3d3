import { DeployctlError } from '../errors/index.ts'

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * The schedule expression of AWS for a cron line: `0 21 * * 1-5` is `cron(0 21 ? * MON,TUE,WED,THU,FRI *)`.
 * AWS has six fields, wants a question mark for one of the two day fields, and numbers weekdays from Sunday as 1.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws DeployctlError `manifest.invalid` where both day fields are given: cron takes either day, AWS cannot
 */
export function awsCron(line: string): string {
  const [minute, hour, day, month, weekday] = line.trim().split(/\s+/) as [
    string,
    string,
    string,
    string,
    string,
  ]
  if (day !== '*' && weekday !== '*') {
    throw new DeployctlError('manifest.invalid', {
      message: `The schedule "${line}" names both a day of the month and a day of the week, which AWS cannot do.`,
      hint: 'Write two entries, one for each.',
    })
  }
  const days =
    weekday === '*' ? [steps(day, 1), steps(month, 1), '?'] : ['?', steps(month, 1), named(weekday)]
  return `cron(${steps(minute, 0)} ${steps(hour, 0)} ${days.join(' ')} *)`
}

/** AWS counts steps from a number, where cron takes a star. */
function steps(field: string, first: number): string {
  return field.replace(/\*\//g, `${first}/`)
}

/** Weekdays by name, one by one: a range such as 5-7 runs over AWS's end of the week. */
function named(field: string): string {
  const numbers = field.split(',').flatMap(part => {
    const [range, step = '1'] = part.split('/') as [string, string?]
    const [from, to = from] = (range === '*' ? '0-6' : range).split('-').map(weekdayNumber) as [
      number,
      number?,
    ]
    return Array.from({ length: to - from + 1 }, (_, offset) => from + offset).filter(
      number => (number - from) % Number(step) === 0,
    )
  })
  return [...new Set(numbers.map(number => weekdays[number % 7]))].join()
}

function weekdayNumber(text: string): number {
  const named = weekdays.indexOf(text.toUpperCase())
  return named === -1 ? Number(text) : named
}
