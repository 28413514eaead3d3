import type {
  DnsConfig,
  HealthCheckCustomConfig,
  Instance,
  Operation,
  Tag,
} from '@aws-sdk/client-servicediscovery'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Cloud Map's operations. */
export type CloudMapOperations = Operations<typeof import('@aws-sdk/client-servicediscovery')>

export interface NamespaceRecord {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly type: 'HTTP' | 'DNS_PRIVATE'
  readonly description: string | undefined
  readonly creatorRequestId: string | undefined
  readonly createdAt: Date
  /** Of a private one: the hosted zone that it has made, and the VPC in which that is known. */
  readonly hostedZoneId?: string | undefined
  readonly vpcId?: string | undefined
}

export interface RegistryRecord {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly namespaceId: string
  readonly description: string | undefined
  readonly creatorRequestId: string | undefined
  dns: DnsConfig | undefined
  readonly custom: HealthCheckCustomConfig | undefined
  readonly createdAt: Date
}

export interface InstanceRecord {
  readonly serviceId: string
  readonly id: string
  readonly attributes: NonNullable<Instance['Attributes']>
  readonly creatorRequestId: string | undefined
  /** Only of a service with a health check of its own. */
  health: 'HEALTHY' | 'UNHEALTHY'
}

export interface OperationRecord extends Operation {
  readonly Id: string
  /** Virtual ms from which on it has ended. */
  readonly doneAt: number
}

/** By id. */
export const namespaces = defineTable<NamespaceRecord>('servicediscovery.namespaces')
/** By id. Cloud Map calls them services. */
export const registries = defineTable<RegistryRecord>('servicediscovery.services')
/** By the service's id, a space, and the instance's. */
export const instances = defineTable<InstanceRecord>('servicediscovery.instances')
/** By id. */
export const operations = defineTable<OperationRecord>('servicediscovery.operations')
/** Tags of namespaces and services, by ARN. */
export const cloudMapTags = defineTable<Tag[]>('servicediscovery.tags')

export function instanceKey(serviceId: string, instanceId: string): string {
  return `${serviceId} ${instanceId}`
}
