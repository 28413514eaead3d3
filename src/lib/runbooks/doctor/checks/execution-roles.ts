import { defineCheck } from '../check.ts'
import type { Grant } from '../readers/grants.ts'
import { counted } from '../telling.ts'

const doing: Readonly<Record<string, string>> = {
  'secretsmanager:GetSecretValue': 'read a secret',
  'ssm:GetParameters': 'read a parameter',
  'ecr:BatchGetImage': 'pull the image',
  'logs:PutLogEvents': 'write the log',
}

/** Whether ECS may pull the image, read the values and write the log of each service, as the role of its tasks. */
export const executionRoles = defineCheck({
  name: 'execution-roles',
  title: 'Tasks may be started: image, values and log are granted',
  area: 'values',
  needs: ['grants'],
  examine({ grants }, { scope }) {
    if (grants.length === 0) return { skipped: 'no service stands' }
    const denied = Map.groupBy(
      grants.filter(({ allowed }) => !allowed),
      ({ service, role, action }) => `${service} ${role} ${action}`,
    )
    const findings = [...denied.values()].map(alike => refusal(alike, scope.environment))
    const roles = new Set(grants.map(({ role }) => role))
    return { looked: `${counted(roles.size, 'role')}, ${counted(grants.length, 'grant')}`, findings }
  },
})

function refusal(alike: readonly Grant[], environment: string) {
  const { service, role, action } = alike[0]!
  return {
    level: 'problem' as const,
    message: `The role ${role} may not ${doing[action] ?? action}: the next task of ${service} cannot start.`,
    evidence: alike.map(({ resource }) => `IAM denies ${action} on ${resource}`),
    next: `deployctl bootstrap ${environment}`,
  }
}
