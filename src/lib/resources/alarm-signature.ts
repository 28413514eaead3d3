import type { Owner } from './names.ts'

/** DescribeAlarms shows no tags, and reading them takes a call each, so the description says whose an alarm is. */
export function signature({ project, environment }: Owner): string {
  return ` (deployctl: ${project}/${environment})`
}

/** Whether a description says that its alarm is ours. The name alone does not: `shop-prod-` begins `shop-prod-eu-` too. */
export function isSigned(description: string | undefined, owner: Owner): boolean {
  return description?.endsWith(signature(owner)) ?? false
}
