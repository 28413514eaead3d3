import type { Manifest } from '../../manifest/schema/manifest.ts'
import { clusterNameOf } from '../cluster.ts'
import { entrances } from '../ingress.ts'
import { nameOf } from '../names.ts'
import { type AlarmSpec, type AlarmsOf, fiveMinutes, threeMinutes } from './alarm-spec.ts'

/** How hard services work, and whether their tasks are well. */
export const serviceAlarms: AlarmsOf = (manifest, { cpu, memory, unhealthyHosts: hosts }) => {
  const all = Object.keys(manifest.services)
  return {
    ...each(all, 'cpu', cpu, utilization(manifest, 'CPU')),
    ...each(all, 'memory', memory, utilization(manifest, 'Memory')),
    ...each(Object.keys(entrances(manifest)), 'unhealthy-hosts', hosts, unhealthyHosts),
  }
}

function each(
  services: readonly string[],
  suffix: string,
  threshold: number | undefined,
  specOf: (service: string, threshold: number) => AlarmSpec,
): Record<string, AlarmSpec> {
  if (threshold === undefined) return {}
  return Object.fromEntries(services.map(name => [`${name}-${suffix}`, specOf(name, threshold)]))
}

function utilization(manifest: Manifest, resource: 'CPU' | 'Memory') {
  return (service: string, Threshold: number): AlarmSpec => ({
    means: `${service} uses more than ${Threshold} % of its ${resource === 'CPU' ? resource : 'memory'}`,
    subject: { of: 'service', dimensions: serviceDimensions(manifest, service) },
    measure: {
      Namespace: 'AWS/ECS',
      MetricName: `${resource}Utilization`,
      Statistic: 'Average',
      Threshold,
      ...fiveMinutes,
    },
  })
}

/** As AWS/ECS has them. */
export function serviceDimensions(manifest: Manifest, service: string) {
  return [
    { Name: 'ClusterName', Value: clusterNameOf(manifest) },
    { Name: 'ServiceName', Value: nameOf(manifest, service) },
  ]
}

function unhealthyHosts(service: string, Threshold: number): AlarmSpec {
  return {
    means: `More than ${Threshold} targets of ${service} are unhealthy`,
    subject: { of: 'target-group', service },
    measure: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Threshold,
      ...threeMinutes,
    },
  }
}
