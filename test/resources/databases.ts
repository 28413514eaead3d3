import type { Ports } from '../../src/lib/aws/index.ts'
import { database } from '../../src/lib/resources/database.ts'
import { databaseConnection } from '../../src/lib/resources/database-connection.ts'
import { databaseParameterGroup } from '../../src/lib/resources/database-parameter-group.ts'
import { databaseProxy } from '../../src/lib/resources/database-proxy.ts'
import { databaseProxyTarget } from '../../src/lib/resources/database-proxy-target.ts'
import { databaseSecret } from '../../src/lib/resources/database-secret.ts'
import { databaseSubnetGroup } from '../../src/lib/resources/database-subnet-group.ts'
import type { AnyResource } from '../../src/lib/resources/resource.ts'
import { role } from '../../src/lib/resources/role.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'

/** What a database is made of, and what it stands on. */
export const databaseKinds: readonly AnyResource[] = [
  database,
  databaseConnection,
  databaseParameterGroup,
  databaseProxy,
  databaseProxyTarget,
  databaseSecret,
  databaseSubnetGroup,
  role,
  securityGroup,
  securityGroupRules,
  subnet,
  vpc,
]

/** The same, as if a crash had come before AWS's answers: what stands of the database itself is not seen. */
export function unseenDatabase(): AnyResource[] {
  const own: readonly AnyResource[] = [database, databaseConnection, databaseSecret, databaseSubnetGroup]
  return databaseKinds.map(kind => (own.includes(kind) ? { ...kind, inspect: async () => ({}) } : kind))
}

/** What tasks are told of a database; of its schemas likewise. */
interface Connection {
  readonly username: string
  readonly password: string
  readonly url: string
  readonly host: string
  readonly port: string
  readonly name: string
  readonly [key: string]: string
}

/** What tasks are told of the database `main`. */
export async function connectionOf({ secretsManager }: Ports): Promise<Connection> {
  const SecretId = 'shop-prod/connections/databases-main'
  const { SecretString } = await secretsManager.getSecretValue({ SecretId })
  return JSON.parse(SecretString!)
}

/** A network of others. @returns the name of its subnet group */
export async function makeTheirNetwork({ ec2, rds }: Ports): Promise<string> {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.9.0.0/16' })
  const VpcId = Vpc!.VpcId!
  const made = ['a', 'b'].map((zone, index) =>
    ec2.createSubnet({ VpcId, CidrBlock: `10.9.${index}.0/24`, AvailabilityZone: `eu-west-1${zone}` }),
  )
  const SubnetIds = (await Promise.all(made)).map(({ Subnet }) => Subnet!.SubnetId!)
  const DBSubnetGroupName = 'theirs'
  await rds.createDBSubnetGroup({ DBSubnetGroupName, DBSubnetGroupDescription: 'theirs', SubnetIds })
  return DBSubnetGroupName
}
