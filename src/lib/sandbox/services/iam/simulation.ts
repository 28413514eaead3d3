import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { isAllowed } from '../ecs/roles.ts'
import { page } from '../paging.ts'
import { noSuchEntity } from './checks.ts'
import { type IamOperations, roles } from './tables.ts'

export const simulationOperations = {
  /** Each pair of an action and a resource is an entry of its own, as IAM answers where no policies are passed in. */
  SimulatePrincipalPolicy({ PolicySourceArn, ActionNames, ResourceArns = ['*'], Marker, MaxItems }, call) {
    checkActions(ActionNames)
    const role = roleNamed(PolicySourceArn, call)
    const pairs = ActionNames.flatMap(action => ResourceArns.map(resource => ({ action, resource })))
    const { items, next } = page(pairs, Marker, MaxItems ?? 1000)
    return {
      EvaluationResults: items.map(({ action, resource }) => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: isAllowed(call, role, action, resource)
          ? ('allowed' as const)
          : ('implicitDeny' as const),
        MatchedStatements: [],
        MissingContextValues: [],
      })),
      IsTruncated: next !== undefined,
      Marker: next,
    }
  },
} satisfies IamOperations

function roleNamed(arn: string, call: Call): string {
  const name = /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1]
  if (name === undefined)
    throw awsError(
      'InvalidInputException',
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    )
  if (!call.table(roles).has(name)) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return arn
}

function checkActions(actions: readonly string[]): void {
  const wrong = actions.find(action => !/^[\w-]+:[\w*]+$/.test(action))
  if (wrong !== undefined) throw awsError('InvalidInputException', `Invalid Service Action ${wrong}`)
}
