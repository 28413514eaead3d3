import { randomInt } from 'node:crypto'
import type { AwsVpcConfiguration, Tag, TaskOverride } from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface } from '../ec2/network-interfaces.ts'
import type { NetworkInterfaceRecord } from '../ec2/tables.ts'
import { setTags } from './lookup.ts'
import { type ClusterRecord, type TaskDefinitionRecord, type TaskRecord, tasks } from './tables.ts'

export interface TaskRequest {
  readonly cluster: ClusterRecord
  readonly definition: TaskDefinitionRecord
  readonly network: AwsVpcConfiguration
  /** Undefined where a launch type was asked for, and no strategy. */
  readonly capacityProvider: string | undefined
  readonly platformVersion?: string | undefined
  readonly group: string
  readonly startedBy?: string | undefined
  readonly clientToken?: string | undefined
  readonly overrides?: TaskOverride | undefined
  readonly enableExecuteCommand?: boolean | undefined
  readonly tags?: readonly Tag[] | undefined
  readonly service?: Pick<Required<TaskRecord>, 'deploymentId' | 'serviceKey' | 'revisionArn'>
}

/**
 * Puts a task on its way: PROVISIONING, with a network interface of its own.
 *
 * @throws AwsError where its subnet or its security groups are gone
 */
export function startTask(call: Call, request: TaskRequest): TaskRecord {
  const { cluster, definition, network, service, overrides = {} } = request
  const id = call.id('', 32)
  const arn = call.arn(`task/${cluster.name}/${id}`, 'ecs')
  const attachmentId = crypto.randomUUID()
  const eni = attach(call, network, attachmentId)
  const task = call.table(tasks).put(id, {
    id,
    arn,
    cluster: cluster.name,
    clusterArn: cluster.arn,
    taskDefinition: definition.arn,
    group: request.group,
    ...service,
    startedBy: request.startedBy,
    clientToken: request.clientToken,
    capacityProvider: request.capacityProvider,
    launchType: 'FARGATE',
    platformVersion: exactVersion(request.platformVersion),
    cpu: overrides.cpu ?? definition.cpu ?? '256',
    memory: overrides.memory ?? definition.memory ?? '512',
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [], ...overrides },
    subnetId: eni.SubnetId,
    zone: eni.AvailabilityZone!,
    privateIp: eni.PrivateIpAddress,
    attachment: attachmentOf(attachmentId, eni),
    enableExecuteCommand: request.enableExecuteCommand ?? false,
    createdAt: call.date,
    containers: (definition.containerDefinitions ?? []).map(({ name = '', image = '' }) => ({
      name,
      image,
      arn: call.arn(`container/${cluster.name}/${id}/${crypto.randomUUID()}`, 'ecs'),
      runtimeId: `${id}-${randomInt(1_000_000_000, 4_000_000_000)}`,
    })),
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    wasHealthy: false,
  })
  if (request.tags) setTags(call, arn, request.tags)
  call.schedule(timings.task.provisioning, 'ecs.task', { id, step: 'pending' })
  return task
}

/** Tasks are spread over the subnets, whichever has the fewest first. */
function attach(call: Call, network: AwsVpcConfiguration, attachmentId: string): NetworkInterfaceRecord {
  const inSubnet = (subnet: string) =>
    call.table(tasks).filter(task => task.subnetId === subnet && task.lastStatus !== 'STOPPED').length
  const [subnetId = ''] = network.subnets!.toSorted((a, b) => inSubnet(a) - inSubnet(b))
  const [a, b, c] = [randomInt(1, 255), randomInt(1, 255), randomInt(1, 255)]
  return createInterface(call, {
    subnetId,
    groups: network.securityGroups ?? [],
    description: call.arn(`attachment/${attachmentId}`, 'ecs'),
    requester: 'amazon-ecs',
    publicIp: network.assignPublicIp === 'ENABLED' ? `54.${a}.${b}.${c}` : undefined,
  })
}

function attachmentOf(id: string, eni: NetworkInterfaceRecord): TaskRecord['attachment'] {
  const dots = eni.PrivateIpAddress.replaceAll('.', '-')
  const details = {
    subnetId: eni.SubnetId,
    networkInterfaceId: eni.NetworkInterfaceId,
    macAddress: eni.MacAddress ?? '',
    privateDnsName: `ip-${dots}.ec2.internal`,
    privateIPv4Address: eni.PrivateIpAddress,
  }
  return {
    id,
    type: 'ElasticNetworkInterface',
    details: Object.entries(details).map(([name, value]) => ({ name, value })),
  }
}

/** A task never says LATEST: it says what that was. */
function exactVersion(platformVersion = 'LATEST'): string {
  return platformVersion === 'LATEST' ? '1.4.0' : platformVersion
}
