import type { CapacityProviderStrategyItem, LaunchType } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { ClusterRecord } from './tables.ts'

interface Asked {
  readonly launchType?: LaunchType | undefined
  readonly capacityProviderStrategy?: CapacityProviderStrategyItem[] | undefined
}

function refuse(message: string): never {
  throw awsError('InvalidParameterException', message)
}

/**
 * Where tasks shall run: as asked for, or as the cluster says by default.
 *
 * @throws AwsError InvalidParameterException
 */
export function checkedStrategy(
  cluster: ClusterRecord,
  { launchType, capacityProviderStrategy }: Asked,
): Asked {
  if (launchType && capacityProviderStrategy?.length) {
    refuse(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    )
  }
  if (launchType === 'EC2' || launchType === 'EXTERNAL')
    refuse('No Container Instances were found in your cluster.')
  if (launchType) return { launchType }
  const strategy = capacityProviderStrategy?.length ? capacityProviderStrategy : cluster.defaultStrategy
  if (strategy.length === 0) refuse('No Container Instances were found in your cluster.')
  const unknown = strategy.find(
    ({ capacityProvider = '' }) => !cluster.capacityProviders.includes(capacityProvider),
  )
  if (unknown)
    refuse(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.',
    )
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
    refuse(
      'A maximum of one capacity provider in the capacity provider strategy can have a defined base value. Remove the duplicate base value and try again.',
    )
  }
  if (strategy.length > 1 && strategy.every(({ weight = 0 }) => weight === 0)) {
    refuse(
      'The capacity provider strategy must have at least one capacity provider with a weight greater than 0.',
    )
  }
  return { capacityProviderStrategy: strategy.map(withDefaults) }
}

/** A lone provider without a weight gets all of the tasks. */
function withDefaults(
  item: CapacityProviderStrategyItem,
  _index: number,
  all: CapacityProviderStrategyItem[],
) {
  const weight = item.weight ?? (all.length === 1 ? 1 : 0)
  return { capacityProvider: item.capacityProvider, weight, base: item.base ?? 0 }
}
