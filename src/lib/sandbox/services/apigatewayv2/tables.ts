import type { AccessLogSettings, RouteSettings } from '@aws-sdk/client-apigatewayv2'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of API Gateway's operations, of its second version. */
export type ApiOperations = Operations<typeof import('@aws-sdk/client-apigatewayv2')>

export type Tags = Record<string, string>

export interface ApiRecord {
  readonly id: string
  name: string
  description?: string | undefined
  disableExecuteApiEndpoint: boolean
  readonly host: string
  readonly createdAt: Date
  tags: Tags
}

export interface IntegrationRecord {
  readonly apiId: string
  readonly id: string
  type: 'AWS_PROXY' | 'HTTP_PROXY'
  method: string
  uri: string
  connectionType: 'VPC_LINK' | 'INTERNET'
  connectionId?: string | undefined
  payloadFormatVersion: string
  timeoutInMillis: number
  description?: string | undefined
}

export interface RouteRecord {
  readonly apiId: string
  readonly id: string
  /** `$default`, or `ANY /v1/{proxy+}`. */
  key: string
  /** Id of its integration. */
  integrationId?: string | undefined
}

export interface StageRecord {
  readonly apiId: string
  readonly name: string
  autoDeploy: boolean
  accessLog?: AccessLogSettings | undefined
  settings: RouteSettings
  readonly createdAt: Date
  updatedAt: Date
  tags: Tags
  /** Requests that may come at once now, and since when that is so. */
  tokens?: { readonly left: number; readonly at: number } | undefined
}

export interface VpcLinkRecord {
  readonly id: string
  name: string
  readonly subnetIds: string[]
  readonly groupIds: string[]
  readonly networkInterfaceIds: readonly string[]
  readonly createdAt: Date
  /** Virtual ms from which on it leads anywhere. */
  availableAt: number
  /** Virtual ms of its last request. */
  usedAt: number
  deleting: boolean
  tags: Tags
}

export interface DomainRecord {
  readonly name: string
  certificateArn: string
  securityPolicy: string
  /** `d-ID.execute-api.REGION.localhost`. */
  readonly host: string
  availableAt: number
  tags: Tags
}

export interface MappingRecord {
  readonly id: string
  readonly domain: string
  apiId: string
  stage: string
  key: string
}

/** By id. */
export const apis = defineTable<ApiRecord>('apigateway.apis')
/** By API and id. */
export const integrations = defineTable<IntegrationRecord>('apigateway.integrations')
/** By API and id. */
export const routes = defineTable<RouteRecord>('apigateway.routes')
/** By API and name. */
export const stages = defineTable<StageRecord>('apigateway.stages')
/** By id. */
export const vpcLinks = defineTable<VpcLinkRecord>('apigateway.vpc-links')
/** By name. */
export const domains = defineTable<DomainRecord>('apigateway.domains')
/** By domain and id. */
export const mappings = defineTable<MappingRecord>('apigateway.mappings')

export function within(parent: string, id: string): string {
  return `${parent}/${id}`
}

/** Whose API a host name means: a request to it carries no signature to tell. */
export interface ApiHostRecord {
  readonly account: string
  readonly region: string
  /** Of an API's own endpoint; a domain's is told by what it is mapped to. */
  readonly apiId?: string | undefined
  readonly domain?: string | undefined
}

/** By host name, without a port. */
export const apiHosts = defineTable<ApiHostRecord>('apigateway.hosts', 'global')
