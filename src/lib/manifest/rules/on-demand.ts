import type { Finding } from '../problems.ts'
import { across, type Rule } from './rule.ts'

const minute = 60

/** What sleeps must be there, and somebody must be able to knock. */
export const onDemandMakesSense: Rule = across(
  ['onDemand', 'ingress', 'databases'],
  ({ onDemand, ingress, databases }, { services }) => {
    if (!onDemand) return []
    const find = (key: readonly (string | number)[], message: string, remedy: string): Finding => ({
      path: ['onDemand', ...key],
      message,
      remedy,
    })
    const { after, checkEvery } = onDemand.idle
    const findings: Finding[] = []
    if (!(onDemand.service in services))
      findings.push(
        find(['service'], `There is no service \`${onDemand.service}\`.`, known(Object.keys(services))),
      )
    else if (services[onDemand.service]!.port === undefined)
      findings.push(
        find(
          ['service'],
          `\`${onDemand.service}\` listens on no port, so that no request can wake it.`,
          'Give it a `port`.',
        ),
      )
    onDemand.with.forEach((name, index) => {
      if (!(name in services))
        findings.push(find(['with', index], `There is no service \`${name}\`.`, known(Object.keys(services))))
    })
    onDemand.databases.forEach((name, index) => {
      if (!(name in databases))
        findings.push(
          find(['databases', index], `There is no database \`${name}\`.`, known(Object.keys(databases))),
        )
      else if (databases[name]!.existing !== undefined)
        findings.push(
          find(
            ['databases', index],
            `\`${name}\` belongs to somebody else, and is never stopped.`,
            'Take it out.',
          ),
        )
    })
    if (ingress !== 'http-api')
      findings.push(
        find(
          [],
          'Only an HTTP API can wake services so far.',
          'Write `ingress: http-api`, or use `deployctl sleep` and `wake`.',
        ),
      )
    if (checkEvery < minute || checkEvery % minute !== 0)
      findings.push(
        find(
          ['idle', 'checkEvery'],
          'The idler looks every so many whole minutes.',
          'Write 1m, 15m or the like.',
        ),
      )
    if (checkEvery > after)
      findings.push(
        find(
          ['idle', 'checkEvery'],
          `It would look less often than every ${after / minute} minutes, which is what counts.`,
          `Write at most ${after / minute}m.`,
        ),
      )
    return findings
  },
)

function known(names: readonly string[]): string {
  return names.length > 0 ? `Write one of: ${names.join(', ')}.` : 'Declare it first.'
}
