import type { RDSClient } from '@aws-sdk/client-rds'
import type { Settings } from '../settings.ts'

/** Starts the instances that stopped with the services; one that is neither stopped nor available is left to itself. */
export async function startDatabases(client: () => Promise<RDSClient>, settings: Settings): Promise<void> {
  await move(client, settings, 'stopped', 'start')
}

/**
 * Stops what runs. AWS starts an instance again after seven days, so this is asked for also while everything sleeps.
 * @returns the identifiers of those that it stopped
 */
export async function stopDatabases(client: () => Promise<RDSClient>, settings: Settings): Promise<string[]> {
  return await move(client, settings, 'available', 'stop')
}

async function move(
  client: () => Promise<RDSClient>,
  { databases }: Settings,
  from: string,
  to: 'start' | 'stop',
): Promise<string[]> {
  if (databases.length === 0) return []
  const { DescribeDBInstancesCommand, StartDBInstanceCommand, StopDBInstanceCommand } = await import(
    '@aws-sdk/client-rds'
  )
  const rds = await client()
  const standing = await Promise.all(
    databases.map(async DBInstanceIdentifier => {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))
      return DBInstances?.[0]?.DBInstanceStatus === from ? [DBInstanceIdentifier] : []
    }),
  )
  const moved = standing.flat()
  await Promise.all(
    moved.map(DBInstanceIdentifier =>
      to === 'start'
        ? rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier }))
        : rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier })),
    ),
  )
  return moved
}
