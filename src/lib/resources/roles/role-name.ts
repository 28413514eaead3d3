import { globalArnOf, type Place } from '../arn.ts'
import { nameOf, type Owner } from '../names.ts'

/** IAM lists roles by path and by nothing else; without one, every role of the account would have to be read. */
export function rolePath({ project, environment }: Owner): string {
  return `/deployctl/${project}/${environment}/`
}

/** IAM takes at most 64 characters. */
export function roleName(owner: Owner, id: string): string {
  return nameOf(owner, id, 64)
}

/** The ARN of a role of ours, whether it stands or not. */
export function roleArn(place: Place, owner: Owner, id: string): string {
  return globalArnOf(place, 'iam', `role${rolePath(owner)}${roleName(owner, id)}`)
}
