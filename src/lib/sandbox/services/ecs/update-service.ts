import { isDeepStrictEqual } from 'node:util'
import type { UpdateServiceRequest } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { checkConnect } from './connect-endpoints.ts'
import { clusterOf, findTaskDefinition, usableTaskDefinition } from './lookup.ts'
import { checkNetwork, withPublicIp } from './network-rules.ts'
import { imagesOf } from './revisions.ts'
import { beginDeployment, primaryOf, type RevisionSettings } from './rollouts.ts'
import { wake } from './scheduling.ts'
import {
  checkedConfiguration,
  checkGracePeriod,
  checkLoadBalancers,
  checkRegistries,
} from './service-rules.ts'
import { checkedStrategy } from './strategy.ts'
import { type RevisionRecord, serviceRevisions, services } from './tables.ts'
import { checkPlatform } from './volume-rules.ts'

/**
 * Changes what is mentioned; what is omitted stays. A new deployment begins only where what runs would change, or
 * where one is forced.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
 *
 * @throws AwsError ClientException, InvalidParameterException
 */
export function updateService(call: Call, key: string, input: UpdateServiceRequest): void {
  const before = call.table(services).get(key)!
  const revision = call.table(serviceRevisions).get(primaryOf(before).revisionArn)!
  const settings = changedSettings(call, input, revision)
  checkGracePeriod(input.healthCheckGracePeriodSeconds, settings.loadBalancers ?? [])
  refuseUnforcedStrategy(input, settings, settingsOf(revision))
  const configuration = checkedConfiguration(input.deploymentConfiguration, before.deploymentConfiguration)
  call.table(services).update(key, draft => {
    draft.deploymentConfiguration = configuration
    draft.desiredCount = input.desiredCount ?? draft.desiredCount
    draft.healthCheckGracePeriodSeconds =
      input.healthCheckGracePeriodSeconds ?? draft.healthCheckGracePeriodSeconds
    draft.enableECSManagedTags = input.enableECSManagedTags ?? draft.enableECSManagedTags
    draft.enableExecuteCommand = input.enableExecuteCommand ?? draft.enableExecuteCommand
    draft.propagateTags = input.propagateTags ?? draft.propagateTags
    draft.availabilityZoneRebalancing = input.availabilityZoneRebalancing ?? draft.availabilityZoneRebalancing
  })
  const isNew = !isDeepStrictEqual(settings, settingsOf(revision))
  if (input.forceNewDeployment || isNew) beginDeployment(call, key, settings)
  wake(call, key)
}

function refuseUnforcedStrategy(
  { forceNewDeployment }: UpdateServiceRequest,
  { capacityProviderStrategy: wanted }: RevisionSettings,
  { capacityProviderStrategy: before }: RevisionSettings,
): void {
  if (forceNewDeployment || isDeepStrictEqual(wanted, before)) return
  throw awsError(
    'InvalidParameterException',
    'When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.',
  )
}

/** Sets how many tasks there shall be, as Application Auto Scaling does. */
export function setDesiredCount(call: Call, key: string, desiredCount: number): void {
  call.table(services).update(key, draft => {
    draft.desiredCount = desiredCount
  })
  wake(call, key)
}

function changedSettings(
  call: Call,
  input: UpdateServiceRequest,
  revision: RevisionRecord,
): RevisionSettings {
  const before = settingsOf(revision)
  const definition = input.taskDefinition ? usableTaskDefinition(call, input.taskDefinition) : undefined
  const reference = definition?.arn ?? before.taskDefinition
  const { networkConfiguration, capacityProviderStrategy, loadBalancers } = input
  if (networkConfiguration) checkNetwork(call, networkConfiguration)
  if (definition) checkPlatform(definition, input.platformVersion ?? before.platformVersion)
  // An earlier revision stays valid for a service even when it has been deregistered in the meantime.
  if (loadBalancers)
    checkLoadBalancers(call, definition ?? usableTaskDefinition(call, reference), loadBalancers)
  const { launchType, capacityProviderStrategy: _strategy, serviceConnectConfiguration, ...rest } = before
  const connect = input.serviceConnectConfiguration ?? serviceConnectConfiguration
  const registries = input.serviceRegistries ?? before.serviceRegistries ?? []
  const named = definition ?? findTaskDefinition(call, reference)!
  if (definition || input.serviceRegistries) checkRegistries(call, named, registries)
  if (definition || input.serviceConnectConfiguration) checkConnect(call, named, connect)
  const placement = capacityProviderStrategy
    ? checkedStrategy(clusterOf(call, input.cluster), { capacityProviderStrategy })
    : { ...(launchType && { launchType }), ...(_strategy && { capacityProviderStrategy: _strategy }) }
  return {
    ...rest,
    ...placement,
    taskDefinition: reference,
    platformVersion: input.platformVersion ?? before.platformVersion,
    loadBalancers: loadBalancers ?? before.loadBalancers,
    serviceRegistries: registries,
    ...(connect?.enabled && { serviceConnectConfiguration: connect }),
    networkConfiguration: networkConfiguration
      ? withPublicIp(networkConfiguration)
      : before.networkConfiguration,
    containerImages: definition ? imagesOf(call, definition) : before.containerImages,
  }
}

function settingsOf(revision: RevisionRecord): RevisionSettings {
  const {
    serviceRevisionArn: _arn,
    serviceArn: _service,
    clusterArn: _cluster,
    createdAt: _at,
    ...settings
  } = revision
  return settings
}
