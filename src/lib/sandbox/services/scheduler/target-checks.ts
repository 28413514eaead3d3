import type { Target } from '@aws-sdk/client-scheduler'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { roles } from '../iam/tables.ts'

/** What Scheduler looks at when it is told of a target: the rest shows when the schedule is due. */
export function checkTarget(call: Call, { Arn = '', RoleArn = '', ...target }: Target): void {
  if (!/^arn:aws[a-z-]*:[a-z0-9-]+:/.test(Arn)) {
    throw awsError('ValidationException', `Provided Arn is not in correct format. Value: ${Arn}`)
  }
  const isCluster = Arn.split(':')[2] === 'ecs'
  if (isCluster && !target.EcsParameters) {
    throw awsError('ValidationException', 'EcsParameters must be provided for an ECS target.')
  }
  if (!isCluster && target.EcsParameters) {
    throw awsError('ValidationException', 'EcsParameters can only be provided for an ECS target.')
  }
  const { LaunchType, CapacityProviderStrategy } = target.EcsParameters ?? {}
  if (LaunchType && CapacityProviderStrategy?.length) {
    throw awsError('ValidationException', 'LaunchType and CapacityProviderStrategy cannot both be specified.')
  }
  if (!isAssumable(call, RoleArn)) {
    throw awsError(
      'ValidationException',
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    )
  }
}

/** It is there, trusts Scheduler, and is old enough to be known everywhere. */
function isAssumable(call: Call, arn: string): boolean {
  const role = call.table(roles).get(arn.split('/').at(-1) ?? '')
  if (!role?.AssumeRolePolicyDocument.includes('scheduler.amazonaws.com')) return false
  return role.CreateDate.getTime() + timings.roleAssumable <= call.now
}
