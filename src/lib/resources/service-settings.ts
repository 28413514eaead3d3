import type {
  CapacityProviderStrategyItem,
  DeploymentConfiguration,
  Service as EcsService,
  LoadBalancer,
  NetworkConfiguration,
  PropagateTags,
  ServiceConnectConfiguration,
  ServiceRegistry,
} from '@aws-sdk/client-ecs'
import type { Service } from '../manifest/schema/manifest.ts'
import { connectConfigurationOf } from './service-connect.ts'

/** What CreateService and UpdateService both take, in one form that can be compared. */
export interface ServiceSettings {
  readonly taskDefinition: string | undefined
  readonly capacityProviderStrategy: CapacityProviderStrategyItem[]
  readonly platformVersion: string
  readonly networkConfiguration: NetworkConfiguration
  readonly loadBalancers: LoadBalancer[]
  /** Where Cloud Map is told of its tasks; one at most. */
  readonly serviceRegistries: ServiceRegistry[]
  readonly serviceConnectConfiguration: ServiceConnectConfiguration
  /** Seconds; undefined where no load balancer asks for health. */
  readonly healthCheckGracePeriodSeconds: number | undefined
  readonly deploymentConfiguration: DeploymentConfiguration
  readonly enableECSManagedTags: boolean
  readonly propagateTags: PropagateTags
}

/** New tasks come up beside the old ones; a rollout whose tasks keep failing goes back by itself. */
export const deploymentConfiguration = {
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  deploymentCircuitBreaker: { enable: true, rollback: true },
}

export function strategyOf({ onDemand, spot }: Service['capacity']): CapacityProviderStrategyItem[] {
  const shares = [
    { capacityProvider: 'FARGATE', share: onDemand },
    { capacityProvider: 'FARGATE_SPOT', share: spot },
  ]
  return shares.flatMap(({ capacityProvider, share }) =>
    share ? [{ capacityProvider, weight: share.weight, base: share.base }] : [],
  )
}

export function networkOf(
  subnets: readonly string[],
  securityGroup: string | undefined,
  assignPublicIp: boolean,
): NetworkConfiguration {
  return {
    awsvpcConfiguration: {
      subnets: subnets.toSorted(),
      securityGroups: securityGroup ? [securityGroup] : [],
      assignPublicIp: assignPublicIp ? 'ENABLED' : 'DISABLED',
    },
  }
}

/** One that records a port is told which container's; one that records an address alone needs no more. */
export function registryOf({ registryArn, containerName, containerPort }: ServiceRegistry): ServiceRegistry {
  return { registryArn, ...(containerPort && { containerName, containerPort }) }
}

/** What AWS says of a standing service, in the same form and the same order of keys. */
export function settingsOf(one: EcsService): ServiceSettings {
  const vpc = one.networkConfiguration?.awsvpcConfiguration
  const { minimumHealthyPercent, maximumPercent, deploymentCircuitBreaker } =
    one.deploymentConfiguration ?? {}
  const { enable, rollback } = deploymentCircuitBreaker ?? {}
  return {
    taskDefinition: one.taskDefinition,
    capacityProviderStrategy: (one.capacityProviderStrategy ?? [])
      .map(({ capacityProvider, weight = 0, base = 0 }) => ({ capacityProvider, weight, base }))
      .toSorted((a, b) => a.capacityProvider!.localeCompare(b.capacityProvider!)),
    platformVersion: one.platformVersion ?? 'LATEST',
    networkConfiguration: networkOf(
      vpc?.subnets ?? [],
      vpc?.securityGroups?.[0],
      vpc?.assignPublicIp === 'ENABLED',
    ),
    loadBalancers: (one.loadBalancers ?? []).map(({ targetGroupArn, containerName, containerPort }) => ({
      targetGroupArn,
      containerName,
      containerPort,
    })),
    serviceRegistries: (one.serviceRegistries ?? []).map(registry => registryOf(registry)),
    serviceConnectConfiguration: connectConfigurationOf(one.deployments),
    healthCheckGracePeriodSeconds: one.loadBalancers?.length ? one.healthCheckGracePeriodSeconds : undefined,
    deploymentConfiguration: {
      minimumHealthyPercent,
      maximumPercent,
      deploymentCircuitBreaker: { enable: enable ?? false, rollback: rollback ?? false },
    },
    enableECSManagedTags: one.enableECSManagedTags ?? false,
    propagateTags: one.propagateTags ?? 'NONE',
  }
}
