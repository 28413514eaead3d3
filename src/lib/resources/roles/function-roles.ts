import { accessStatements } from '../access.ts'
import { functionLogGroup } from '../function-name.ts'
import { allow } from '../policy.ts'
import type { RolesOf } from './role-spec.ts'
import { writingLogs } from './service-roles.ts'

/** One role a function, `function-api`: as which its code runs, and Lambda writes its logs. */
export const functionRoles: RolesOf = manifest =>
  Object.fromEntries(
    Object.entries(manifest.functions).map(([name, { access, policy, network }]) => [
      `function-${name}`,
      {
        trust: trustLambda,
        statements: place => [
          writingLogs(functionLogGroup(manifest, name), place),
          ...(network ? [allow(interfaceActions, ['*'])] : []),
          ...accessStatements(access, manifest, place),
          ...policy.map(({ actions, resources }) => allow(actions, resources)),
        ],
      },
    ]),
  )

/** What Lambda does as the role, to place a function in a network; AWS knows no resources for it (AWSLambdaVPCAccessExecutionRole). */
const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
]

/**
 * Lambda names no source when it takes a role, so nothing narrows this; a role can only be passed to a function
 * of its own account (Lambda Developer Guide, "Defining Lambda function permissions with an execution role").
 */
export function trustLambda(): object {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }
}
