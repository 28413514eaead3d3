import type { RDSClient } from '@aws-sdk/client-rds'
import type { Settings } from '../settings.ts'

/**
 * Starts the instances that stopped with the services; one that is neither stopped nor available, such as one that is
 * still stopping, is asked again the next time.
 * @returns whether all are available
 */
export async function startDatabases(client: () => Promise<RDSClient>, settings: Settings): Promise<boolean> {
  const { standing } = await move(client, settings, 'stopped', 'start')
  return standing.every(status => usable.has(status))
}

/** What takes connections, though AWS is at work on it. */
const usable = new Set(['available', 'backing-up', 'configuring-enhanced-monitoring', 'storage-optimization'])

/**
 * Stops what runs. AWS starts an instance again after seven days, so this is asked for also while everything sleeps.
 * @returns the identifiers of those that it stopped
 */
export async function stopDatabases(client: () => Promise<RDSClient>, settings: Settings): Promise<string[]> {
  return (await move(client, settings, 'available', 'stop')).moved
}

async function move(
  client: () => Promise<RDSClient>,
  { databases }: Settings,
  from: string,
  to: 'start' | 'stop',
): Promise<{ moved: string[]; standing: string[] }> {
  if (databases.length === 0) return { moved: [], standing: [] }
  const { DescribeDBInstancesCommand, StartDBInstanceCommand, StopDBInstanceCommand } = await import(
    '@aws-sdk/client-rds'
  )
  const rds = await client()
  const found = await Promise.all(
    databases.map(async DBInstanceIdentifier => {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))
      return { DBInstanceIdentifier, status: DBInstances?.[0]?.DBInstanceStatus ?? '' }
    }),
  )
  const moved = found.filter(({ status }) => status === from)
  await Promise.all(
    moved.map(({ DBInstanceIdentifier }) =>
      to === 'start'
        ? rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier }))
        : rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier })),
    ),
  )
  return {
    moved: moved.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
    standing: found.map(({ status }) => status),
  }
}
