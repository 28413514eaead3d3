import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** @param groups by what comes after the environment's prefix; `lambda NAME` for a function's, which Lambda names */
export function logFacts(of: () => System, retention: number, groups: readonly string[]): void {
  test(`each has a log group of its own, kept for ${retention} days`, async () => {
    const { aws, prefix } = of()
    const [project, environment] = [prefix.slice(0, prefix.lastIndexOf('-')), prefix.split('-').at(-1)]
    const { logGroups } = await aws.call('logs', 'describe_log_groups')
    const lines = (logGroups as Group[]).map(({ logGroupName, retentionInDays }) => {
      const name = logGroupName
        .replace(`/deployctl/${project}/${environment}/`, '')
        .replace(`/aws/lambda/${prefix}-`, 'lambda ')
      return `${name} ${retentionInDays}`
    })
    expect(lines.toSorted()).toEqual(groups.map(group => `${group} ${retention}`).toSorted())
  })
}

interface Group {
  readonly logGroupName: string
  readonly retentionInDays: number
}
