import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import {
  type ApiRecord,
  apis,
  type DomainRecord,
  domains,
  type IntegrationRecord,
  integrations,
  type RouteRecord,
  routes,
  type StageRecord,
  stages,
  type VpcLinkRecord,
  vpcLinks,
  within,
} from './tables.ts'

export function badRequest(message: string): AwsError {
  return awsError('BadRequestException', message)
}

export function conflict(message: string): AwsError {
  return awsError('ConflictException', message)
}

/** @throws AwsError NotFoundException */
export function findApi(call: Call, id: string): ApiRecord {
  return call.table(apis).get(id) ?? missing('API', id)
}

/** @throws AwsError NotFoundException */
export function findIntegration(call: Call, apiId: string, id: string): IntegrationRecord {
  findApi(call, apiId)
  return call.table(integrations).get(within(apiId, id)) ?? missing('Integration', id)
}

/** @throws AwsError NotFoundException */
export function findRoute(call: Call, apiId: string, id: string): RouteRecord {
  findApi(call, apiId)
  return call.table(routes).get(within(apiId, id)) ?? missing('Route', id)
}

/** @throws AwsError NotFoundException */
export function findStage(call: Call, apiId: string, name: string): StageRecord {
  findApi(call, apiId)
  return call.table(stages).get(within(apiId, name)) ?? missing('stage', name)
}

/** @throws AwsError NotFoundException */
export function findLink(call: Call, id: string): VpcLinkRecord {
  return call.table(vpcLinks).get(id) ?? missing('VpcLink', id)
}

/** @throws AwsError NotFoundException */
export function findDomain(call: Call, name: string): DomainRecord {
  return call.table(domains).get(name) ?? missing('domain name', name)
}

/** A fresh identifier of ten letters and digits, as API Gateway's are. */
export function shortId(call: Call): string {
  return BigInt(`0x${call.id('', 20)}`)
    .toString(36)
    .slice(0, 10)
    .padStart(10, 'a')
}

function missing(what: string, id: string): never {
  throw awsError('NotFoundException', `Invalid ${what} identifier specified ${id}`)
}
