import type { CreateReplicationGroupMessage } from '@aws-sdk/client-elasticache'
import { invalidCombination, invalidValue } from './tables.ts'

/** "Supported engines and versions"; the last part is the patch that AWS chooses. */
const versions: Readonly<Record<string, readonly string[]>> = {
  redis: ['6.2.6', '7.0.7', '7.1.0'],
  valkey: ['7.2.6', '8.0.1', '8.1.0', '8.2.0', '9.0.0'],
}

/** @throws AwsError where ElastiCache has no such version */
export function exactVersion(engine: string, asked: string | undefined): string {
  const known = Object.hasOwn(versions, engine) ? versions[engine]! : undefined
  if (!known) throw invalidValue(`Invalid engine: ${engine}.`)
  const found = known.findLast(one => asked === undefined || one === asked || one.startsWith(`${asked}.`))
  if (!found) throw invalidCombination(`Cannot find version ${asked} for ${engine}`)
  return found
}

/**
 * What CreateReplicationGroup refuses.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
 *
 * @throws AwsError InvalidParameterValue or InvalidParameterCombination
 */
export function checkCreation(input: CreateReplicationGroupMessage): void {
  const { ReplicationGroupId = '', CacheNodeType, NumCacheClusters = 1, AuthToken } = input
  if (!/^[a-z](?!.*--)[a-z0-9-]{0,39}$/i.test(ReplicationGroupId) || ReplicationGroupId.endsWith('-')) {
    throw invalidValue(
      'The parameter ReplicationGroupId is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
    )
  }
  checkNodeType(CacheNodeType)
  checkFailover(NumCacheClusters, input.AutomaticFailoverEnabled ?? false, input.MultiAZEnabled ?? false)
  if (AuthToken === undefined) return
  if (!input.TransitEncryptionEnabled)
    throw invalidCombination('The AUTH token is only supported when encryption-in-transit is enabled.')
  if (!/^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(AuthToken)) throw invalidValue('Invalid AuthToken provided.')
}

export function checkNodeType(type: string | undefined): void {
  if (!/^cache\.[a-z]\d[a-z]*\.\w+$/.test(type ?? '')) throw invalidValue(`Invalid cache node type: ${type}.`)
}

export function checkFailover(nodes: number, automaticFailover: boolean, multiZone: boolean): void {
  if (nodes < 1 || nodes > 6) throw invalidValue('The number of cache clusters must be from 1 to 6.')
  if (automaticFailover && nodes < 2)
    throw invalidCombination(
      'Replication group with automatic failover enabled should have at least two nodes.',
    )
  if (multiZone && !automaticFailover)
    throw invalidCombination('Automatic failover must be enabled in order to enable Multi-AZ.')
}
