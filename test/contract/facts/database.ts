import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** What the runbook says of its PostgreSQL, as `describe_db_instances` tells it. */
export function databaseFacts(of: () => System, told: Readonly<Record<string, unknown>>): void {
  test('the database is what the runbook asks for, encrypted, and out of reach from outside', async () => {
    const { aws, own, prefix } = of()
    const input = { DBInstanceIdentifier: `${prefix}-main` }
    const [database] = (await aws.call('rds', 'describe_db_instances', input)).DBInstances
    expect(database).toMatchObject({
      ...{ DBInstanceStatus: 'available', Engine: 'postgres', StorageType: 'gp3' },
      ...{ StorageEncrypted: true, PubliclyAccessible: false, BackupRetentionPeriod: 7 },
      ...told,
    })
    expect(database.EngineVersion).toMatch(/^16\b/)
    const { databases } = own((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
    expect(database.VpcSecurityGroups).toMatchObject([{ VpcSecurityGroupId: databases.GroupId }])
    const { DBSubnetGroupName } = database.DBSubnetGroup
    const { DBSubnetGroups } = await aws.call('rds', 'describe_db_subnet_groups', { DBSubnetGroupName })
    expect(await idsOf(of(), DBSubnetGroups[0].Subnets)).toEqual(['private-a', 'private-b'])
  })

  test('its URL reaches the tasks as a secret, with its own password', async () => {
    const { aws, prefix } = of()
    const input = { SecretId: `${prefix}/connections/databases-main`, VersionStage: 'AWSCURRENT' }
    const { SecretString } = await aws.call('secretsmanager', 'get_secret_value', input)
    expect(JSON.parse(SecretString).url).toMatch(/^postgres(ql)?:\/\/\w+:[^@]{12,}@[^/]+:5432\/\w+/)
  })
}

/** The proxy in front of it, which takes only TLS from the tasks and reads the password from its secret. */
export function proxyFacts(of: () => System): void {
  test('RDS Proxy stands before it', async () => {
    const { aws, prefix } = of()
    const { DBProxies } = await aws.call('rds', 'describe_db_proxies', { DBProxyName: `${prefix}-main` })
    expect(DBProxies).toMatchObject([{ Status: 'available', EngineFamily: 'POSTGRESQL', RequireTLS: true }])
    const subnets = DBProxies[0].VpcSubnetIds.map((SubnetIdentifier: string) => ({ SubnetIdentifier }))
    expect(await idsOf(of(), subnets)).toEqual(['private-a', 'private-b'])
    const input = { DBProxyName: `${prefix}-main`, TargetGroupName: 'default' }
    const { Targets } = await aws.call('rds', 'describe_db_proxy_targets', input)
    expect(Targets).toMatchObject([{ RdsResourceId: `${prefix}-main`, Type: 'RDS_INSTANCE' }])
  })
}

/** Logical ids of subnets, sorted. */
export async function idsOf(
  { aws, own }: System,
  subnets: readonly { SubnetIdentifier: string }[],
): Promise<string[]> {
  const ours = own((await aws.call('ec2', 'describe_subnets')).Subnets)
  const ids = new Map(Object.entries(ours).map(([id, { SubnetId }]) => [SubnetId, id]))
  return subnets.map(({ SubnetIdentifier }) => ids.get(SubnetIdentifier) ?? SubnetIdentifier).toSorted()
}
