import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** @param groups by what comes after the environment's prefix */
export function logFacts(of: () => System, retention: number, groups: readonly string[]): void {
  test(`each has a log group of its own, kept for ${retention} days`, async () => {
    const { aws, prefix } = of()
    const [project, environment] = [prefix.slice(0, prefix.lastIndexOf('-')), prefix.split('-').at(-1)]
    const logGroupNamePrefix = `/deployctl/${project}/${environment}/`
    const { logGroups } = await aws.call('logs', 'describe_log_groups', { logGroupNamePrefix })
    const lines = logGroups.map(
      (one: Group) => `${one.logGroupName.slice(logGroupNamePrefix.length)} ${one.retentionInDays}`,
    )
    expect(lines.toSorted()).toEqual(groups.map(group => `${group} ${retention}`).toSorted())
  })
}

interface Group {
  readonly logGroupName: string
  readonly retentionInDays: number
}
