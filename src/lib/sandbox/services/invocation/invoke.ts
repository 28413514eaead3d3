import type { Target } from '@aws-sdk/client-scheduler'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { isAllowed } from '../ecs/roles.ts'
import { invokeLater } from '../lambda/invoke.ts'
import { publish } from '../sns/publishing.ts'
import { enqueue } from '../sqs/messages.ts'
import { queues } from '../sqs/tables.ts'
import { runTaskFor } from './run-task.ts'

/** Why a target did not take what it was given; undefined where it did. */
export interface NotTaken {
  readonly code: string
  readonly message: string
  /** Another time it may. */
  readonly isTransient: boolean
}

/**
 * Does what a schedule asks for, as the role that it gives.
 *
 * @throws AwsError as the target's own service refuses it
 */
export function invoke(call: Call, target: Target): NotTaken | undefined | Promise<NotTaken | undefined> {
  const { Arn = '', RoleArn = '', Input = '' } = target
  const service = Arn.split(':')[2]
  const demand = (action: string) => {
    if (isAllowed(call, RoleArn, action, Arn)) return
    throw awsError(
      'AccessDeniedException',
      `${RoleArn} is not authorized to perform: ${action} on resource: ${Arn}`,
    )
  }
  if (service === 'ecs') return runTaskFor(call, target)
  if (service === 'sns') {
    demand('sns:Publish')
    publish(call, Arn, Input)
    return undefined
  }
  if (service === 'sqs') {
    demand('sqs:SendMessage')
    const queue = call.table(queues).find(({ arn }) => arn === Arn)
    if (!queue) throw awsError('QueueDoesNotExist', 'The specified queue does not exist.')
    enqueue(call, queue, Input)
    return undefined
  }
  if (service === 'lambda') {
    demand('lambda:InvokeFunction')
    invokeLater(call, { function: Arn, event: Input || '{}' })
    return undefined
  }
  throw awsError('NotImplemented', `The sandbox cannot invoke ${Arn}.`)
}
