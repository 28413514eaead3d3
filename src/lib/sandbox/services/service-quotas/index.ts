import type { ServiceQuota } from '@aws-sdk/client-service-quotas'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { defineService } from '../../service.ts'
import { page } from '../paging.ts'
import { type KnownQuota, knownQuotas } from './known.ts'

/**
 * Service Quotas: what an account may have. Nothing is held to it. The fault plan's section says what was granted
 * besides the defaults, by code: `{"servicequotas": {"L-F678F1CE": 1}}`.
 */
export const serviceQuotas = defineService({
  id: 'servicequotas',
  load: () => import('@aws-sdk/client-service-quotas'),
  operations: {
    GetServiceQuota: ({ ServiceCode, QuotaCode }, call) => ({
      Quota: applied(find(ServiceCode, QuotaCode), call),
    }),

    GetAWSDefaultServiceQuota: ({ ServiceCode, QuotaCode }, call) => ({
      Quota: shown(find(ServiceCode, QuotaCode), call),
    }),

    ListServiceQuotas({ ServiceCode, NextToken, MaxResults = 100 }, call) {
      const ofService = knownQuotas.filter(({ service }) => service === ServiceCode)
      if (ofService.length === 0) throw noSuchResource()
      const { items, next } = page(ofService, NextToken, MaxResults)
      return { Quotas: items.map(one => applied(one, call)), NextToken: next }
    },
  },
})

function find(service: string, code: string): KnownQuota {
  const found = knownQuotas.find(one => one.service === service && one.code === code)
  if (!found) throw noSuchResource()
  return found
}

function noSuchResource() {
  return awsError(
    'NoSuchResourceException',
    'The request failed because the specified quota or service does not exist.',
  )
}

function applied(quota: KnownQuota, call: Call): ServiceQuota {
  const granted = call.faults[quota.code]
  return { ...shown(quota, call), ...(typeof granted === 'number' ? { Value: granted } : {}) }
}

function shown({ service, serviceName, code, name, value, usage }: KnownQuota, call: Call): ServiceQuota {
  return {
    ServiceCode: service,
    ServiceName: serviceName,
    QuotaArn: call.arn(`${service}/${code}`),
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    ...(usage && { UsageMetric: usage }),
  }
}
