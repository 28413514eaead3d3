import type { Manifest } from '../../manifest/schema/manifest.ts'
import { schemaLogGroup, wantsSchemas } from '../database-client.ts'
import { databaseSecretName } from '../database-secret.ts'
import { logGroupName } from '../log-group.ts'
import { allow, secretArnPattern } from '../policy.ts'
import type { RoleSpec, RolesOf } from './role-spec.ts'
import { trustTasks, writingLogs } from './service-roles.ts'

/** As `database-proxy-main` a proxy reads its database's secret; as `database-schemas` the tasks that make schemas start. */
export const databaseRoles: RolesOf = manifest => {
  const { databases } = manifest
  const proxied = Object.keys(databases).filter(name => databases[name]!.proxy)
  const proxies = proxied.map(name => [proxyRoleId(name), proxyRole(manifest, name)] as const)
  const withSchemas = Object.keys(databases).filter(name => wantsSchemas(databases[name]!))
  return {
    ...Object.fromEntries(proxies),
    ...(withSchemas.length > 0 && { [schemaRoleId]: schemaRole(manifest, withSchemas) }),
  }
}

export const schemaRoleId = 'database-schemas'

export function proxyRoleId(database: string): string {
  return `database-proxy-${database}`
}

function proxyRole(manifest: Manifest, name: string): RoleSpec {
  return {
    // RDS Proxy names no source that could be asked for; only who may pass the role can give it to one.
    trust: () => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
    statements: place => [
      allow(['secretsmanager:GetSecretValue'], [secretArnPattern(place, databaseSecretName(manifest, name))]),
    ],
  }
}

function schemaRole(manifest: Manifest, names: readonly string[]): RoleSpec {
  return {
    trust: trustTasks,
    statements: place => [
      writingLogs(logGroupName(manifest, schemaLogGroup), place),
      allow(
        ['secretsmanager:GetSecretValue'],
        names.map(name => secretArnPattern(place, databaseSecretName(manifest, name))),
      ),
    ],
  }
}
