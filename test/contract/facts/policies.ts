import type { System } from '../templates/system.ts'

export interface Statement {
  readonly Effect: string
  readonly Action: string[]
  readonly Resource: string[]
}

/** All that a role's own policies allow, actions and resources as lists. */
export async function statementsOf({ aws }: System, RoleName: string): Promise<Statement[]> {
  const { PolicyNames } = await aws.call('iam', 'list_role_policies', { RoleName })
  const found: Statement[] = []
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument } = await aws.call('iam', 'get_role_policy', { RoleName, PolicyName })
    for (const { Effect, Action, Resource } of PolicyDocument.Statement)
      found.push({ Effect, Action: [Action].flat(), Resource: [Resource].flat() })
  }
  return found
}
