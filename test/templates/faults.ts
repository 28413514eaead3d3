import type { Fault } from './life.ts'

/** Somebody closes the way into a security group. */
export function closedGroup(owner: string, group: string, says: RegExp): Fault {
  return {
    what: `the way into ${group} is closed`,
    check: 'security-groups',
    says,
    async plant({ ports }) {
      const Filters = [{ Name: 'group-name', Values: [`${owner}-${group}`] }]
      const { SecurityGroups = [] } = await ports.ec2.describeSecurityGroups({ Filters })
      const { GroupId, IpPermissions } = SecurityGroups[0]!
      await ports.ec2.revokeSecurityGroupIngress({ GroupId: GroupId!, IpPermissions: IpPermissions! })
    },
  }
}

/** Somebody deletes a parameter that tasks start with. */
export function lostParameter(name: string): Fault {
  return {
    what: `the parameter ${name} is gone`,
    check: 'values',
    says: new RegExp(name),
    plant: ({ ports }) => ports.ssm.deleteParameter({ Name: name }),
  }
}

/** Somebody deletes a secret that tasks start with. */
export function lostSecret(name: string): Fault {
  return {
    what: `the secret ${name} is gone`,
    check: 'values',
    says: new RegExp(name.split('/').at(-1)!),
    plant: ({ ports }) => ports.secretsManager.deleteSecret({ SecretId: name, RecoveryWindowInDays: 7 }),
  }
}

/** Somebody writes a value past deployctl that breaks its own rule. */
export function wrongValue(name: string, key: string, value: string): Fault {
  return {
    what: `${key} breaks its rule`,
    check: 'value-rules',
    says: new RegExp(key),
    async plant({ ports: { secretsManager } }) {
      const { SecretString } = await secretsManager.getSecretValue({ SecretId: name })
      const values = { ...JSON.parse(SecretString!), [key]: value }
      await secretsManager.putSecretValue({ SecretId: name, SecretString: JSON.stringify(values) })
    },
  }
}

/** Somebody stops a database. */
export function stoppedDatabase(identifier: string): Fault {
  return {
    what: 'the database is stopped',
    check: 'databases',
    says: /stopp/i,
    plant: ({ ports }) => ports.rds.stopDBInstance({ DBInstanceIdentifier: identifier }),
  }
}

/** Somebody deletes what users of a function call. */
export function lostAlias(FunctionName: string): Fault {
  return {
    what: 'the alias of the function is gone',
    check: 'drift',
    says: /function-alias/,
    plant: ({ ports }) => ports.lambda.deleteAlias({ FunctionName, Name: 'live' }),
  }
}

/** Somebody deletes a table. */
export function lostTable(TableName: string): Fault {
  return {
    what: 'the table is gone',
    check: 'drift',
    says: /table/,
    async plant({ ports: { dynamodb } }) {
      await dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false })
      await dynamodb.deleteTable({ TableName })
    },
  }
}
