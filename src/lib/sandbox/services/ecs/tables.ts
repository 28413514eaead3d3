import type {
  Attachment,
  CapacityProviderStrategyItem,
  ClusterConfiguration,
  ClusterServiceConnectDefaults,
  ClusterSetting,
  DeploymentConfiguration,
  DeploymentRolloutState,
  RegisterTaskDefinitionRequest,
  ServiceDeploymentStatus,
  ServiceEvent,
  ServiceRevision,
  Tag,
  TaskOverride,
} from '@aws-sdk/client-ecs'
import { defineTable } from '../../store.ts'
import type { Fate } from './fate.ts'

export interface ClusterRecord {
  readonly name: string
  readonly arn: string
  status: 'ACTIVE' | 'INACTIVE'
  settings: ClusterSetting[]
  capacityProviders: string[]
  defaultStrategy: CapacityProviderStrategyItem[]
  configuration?: ClusterConfiguration | undefined
  serviceConnectDefaults?: ClusterServiceConnectDefaults | undefined
}

/** By name. */
export const clusters = defineTable<ClusterRecord>('ecs.clusters')

/** What was registered, and what became of it. */
export interface TaskDefinitionRecord extends Omit<RegisterTaskDefinitionRequest, 'tags' | 'family'> {
  readonly arn: string
  readonly family: string
  readonly revision: number
  status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS'
  readonly registeredAt: Date
  readonly registeredBy: string
  deregisteredAt?: Date
  deleteRequestedAt?: Date
}

/** By `family:revision`. */
export const taskDefinitions = defineTable<TaskDefinitionRecord>('ecs.taskDefinitions')

/** The highest revision ever given out, by family: a number is never used twice. */
export const revisionCounters = defineTable<number>('ecs.revisionCounters')

/** One deployment of a service: an entry of `deployments` in DescribeServices. */
export interface DeploymentRecord {
  /** `ecs-svc/` and 19 digits. */
  readonly id: string
  readonly revisionArn: string
  status: 'PRIMARY' | 'ACTIVE'
  readonly createdAt: Date
  updatedAt: Date
  /** Tasks in a row that failed; a healthy one sets it back. */
  failedTasks: number
  rolloutState: DeploymentRolloutState
  rolloutStateReason: string
}

export interface ServiceRecord {
  readonly name: string
  readonly arn: string
  /** Name of its cluster. */
  readonly cluster: string
  readonly clusterArn: string
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  desiredCount: number
  deploymentConfiguration: DeploymentConfiguration
  healthCheckGracePeriodSeconds: number
  enableECSManagedTags: boolean
  enableExecuteCommand: boolean
  propagateTags: 'NONE' | 'SERVICE' | 'TASK_DEFINITION'
  availabilityZoneRebalancing: 'ENABLED' | 'DISABLED'
  readonly createdAt: Date
  readonly createdBy: string
  readonly clientToken: string | undefined
  /** The primary one first. */
  deployments: DeploymentRecord[]
  /** What a rollback goes back to. */
  lastCompleted?: { readonly deploymentId: string; readonly revisionArn: string }
  /** Newest first, at most 100. */
  events: ServiceEvent[]
  /** Whether "has reached a steady state" still holds. */
  steady: boolean
  /** The scheduler's next look at it, if one is due. */
  nextTick?: string | undefined
}

/** By `cluster/name`. */
export const services = defineTable<ServiceRecord>('ecs.services')

export interface RevisionRecord extends ServiceRevision {
  readonly serviceRevisionArn: string
  readonly serviceArn: string
  readonly taskDefinition: string
  readonly createdAt: Date
}

/** By ARN. */
export const serviceRevisions = defineTable<RevisionRecord>('ecs.serviceRevisions')

export interface ServiceDeploymentRecord {
  readonly arn: string
  readonly serviceArn: string
  readonly clusterArn: string
  /** The `ecs-svc/` deployment that carries it out. */
  readonly deploymentId: string
  readonly createdAt: Date
  startedAt?: Date
  finishedAt?: Date
  stoppedAt?: Date
  updatedAt: Date
  readonly sources: readonly string[]
  readonly target: string
  status: ServiceDeploymentStatus
  statusReason?: string
  readonly deploymentConfiguration: DeploymentConfiguration
  rollback?: { readonly reason: string; readonly startedAt: Date; readonly serviceRevisionArn: string }
  circuitBreaker: {
    status: 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED'
    failureCount: number
  }
}

/** By ARN. */
export const serviceDeployments = defineTable<ServiceDeploymentRecord>('ecs.serviceDeployments')

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED'

export type StopCode =
  | 'EssentialContainerExited'
  | 'ServiceSchedulerInitiated'
  | 'SpotInterruption'
  | 'TaskFailedToStart'
  | 'UserInitiated'

export interface TaskContainer {
  readonly name: string
  readonly image: string
  readonly arn: string
  readonly runtimeId: string
  imageDigest?: string
  exitCode?: number
  reason?: string
  /** What its own health check says, where it runs for real. */
  health?: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'
}

export interface TaskRecord {
  readonly id: string
  readonly arn: string
  readonly cluster: string
  readonly clusterArn: string
  readonly taskDefinition: string
  readonly group: string
  /** The deployment that started it; undefined for a task of RunTask. */
  readonly deploymentId?: string | undefined
  readonly serviceKey?: string | undefined
  readonly revisionArn?: string | undefined
  readonly startedBy?: string | undefined
  readonly clientToken?: string | undefined
  readonly capacityProvider?: string | undefined
  readonly launchType: 'FARGATE'
  readonly platformVersion: string
  readonly cpu: string
  readonly memory: string
  readonly overrides: TaskOverride
  readonly subnetId: string
  readonly zone: string
  readonly privateIp: string
  readonly attachment: Attachment
  readonly enableExecuteCommand: boolean
  readonly createdAt: Date
  containers: TaskContainer[]
  lastStatus: TaskStatus
  desiredStatus: 'RUNNING' | 'STOPPED'
  version: number
  pullStartedAt?: Date
  pullStoppedAt?: Date
  startedAt?: Date
  /** Until when a program may still turn out not to start, where it takes real time. */
  settledAt?: Date
  stoppingAt?: Date
  executionStoppedAt?: Date
  stoppedAt?: Date
  stopCode?: StopCode
  stoppedReason?: string
  /** What will become of it, settled when it starts to run. */
  fate?: Fate
  /** Whether it has been seen healthy, ever. */
  wasHealthy: boolean
}

/** By id, the last part of the ARN. */
export const tasks = defineTable<TaskRecord>('ecs.tasks')

/** Whose a task is that runs in containers. */
export interface ContainerTask {
  readonly account: string
  readonly region: string
}

/** Tasks that run in containers, by id; what a sandbox that starts again looks through, wherever they are. */
export const containerTasks = defineTable<ContainerTask>('ecs.containerTasks', 'global')

/** Whose endpoints of Service Connect there are: ARNs of services, by the id of Cloud Map's service. */
export const connectEndpoints = defineTable<string>('ecs.connectEndpoints')

/** Tags of everything in ECS, by ARN. */
export const ecsTags = defineTable<Tag[]>('ecs.tags')
