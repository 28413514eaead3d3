import type { Manifest } from '../../manifest/schema/manifest.ts'
import { alarmsOf } from '../../resources/alarms/index.ts'
import { cacheSecret } from '../../resources/cache-secret.ts'
import { databaseSecret } from '../../resources/database-secret.ts'
import { logGroup } from '../../resources/log-group.ts'
import { onDemandToken } from '../../resources/on-demand/on-demand-token.ts'
import { repository } from '../../resources/repository.ts'
import { secret } from '../../resources/secret.ts'
import type { Lines } from '../item.ts'

/** CloudWatch stores log lines compressed; its own pricing examples count with this share. */
const compressed = 0.15

const daysPerMonth = 30

/** Log lines, as they come and as they are kept. */
export const logs: Lines = (manifest, { usage }) => {
  if (Object.keys(logGroup.desired(manifest)).length === 0) return []
  const kept = (usage.logsGb * compressed * manifest.logs.retention) / (daysPerMonth * 86_400)
  return [
    {
      section: 'operations',
      subject: 'logs',
      what: 'CloudWatch Logs, ingested and stored',
      parts: [
        { price: 'logs.ingested-gb', quantity: usage.logsGb },
        { price: 'logs.stored-gb-month', quantity: kept },
      ],
      assumes: ['logsGb'],
    },
  ]
}

/**
 * Metrics that Container Insights makes of a cluster, and of each task family and service while it runs.
 * https://aws.amazon.com/cloudwatch/pricing/, "Container Insights for Amazon ECS"
 */
const insights = { cluster: 8, taskFamily: 6, service: 11 }

export const containerInsights: Lines = ({ cluster, services }, month) => {
  if (cluster.existing || !cluster.containerInsights) return []
  const awake = Object.keys(services).reduce((sum, name) => sum + month.duty(name).awake, 0)
  const quantity = insights.cluster + (insights.taskFamily + insights.service) * awake
  return [
    {
      section: 'operations',
      subject: 'cluster.containerInsights',
      what: 'Container Insights, metrics',
      parts: [{ price: 'cloudwatch.metric', quantity }],
    },
  ]
}

/** The manifest's alarms, and the two that AWS makes for each target of autoscaling. */
export const alarms: Lines = manifest => {
  const own = Object.keys(alarmsOf(manifest)).length
  return [
    ...(own === 0 ? [] : [alarmLine('alarms', `Alarms, ${own}`, own)]),
    ...(scalingTargets(manifest) === 0
      ? []
      : [alarmLine('services', 'Alarms of autoscaling', 2 * scalingTargets(manifest))]),
  ]
}

function alarmLine(subject: string, what: string, quantity: number) {
  return { section: 'operations', subject, what, parts: [{ price: 'cloudwatch.alarm', quantity }] } as const
}

function scalingTargets({ services }: Manifest): number {
  const scaling = Object.values(services).filter(({ count }) => count.min !== count.max)
  return scaling.flatMap(({ count }) => [count.cpu, count.memory]).filter(target => target !== undefined)
    .length
}

export const dashboards: Lines = ({ dashboard }) =>
  dashboard
    ? [
        {
          section: 'operations',
          subject: 'dashboard',
          what: 'CloudWatch dashboard',
          parts: [{ price: 'cloudwatch.dashboard', quantity: 1 }],
        },
      ]
    : []

/** Declared ones, and those that deployctl makes for databases, caches and what runs on demand. Parameters of the standard tier cost nothing. */
export const secrets: Lines = manifest => {
  const kinds = [secret, databaseSecret, cacheSecret, onDemandToken]
  const count = kinds.flatMap(kind => Object.keys(kind.desired(manifest))).length
  if (count === 0) return []
  return [
    {
      section: 'operations',
      subject: 'secrets',
      what: `Secrets Manager, ${count === 1 ? '1 secret' : `${count} secrets`}`,
      parts: [{ price: 'secrets-manager.secret', quantity: count }],
    },
  ]
}

export const images: Lines = (manifest, { usage }) => {
  const specs = Object.values(repository.desired(manifest))
  const own = specs.filter(spec => spec && spec.existing === undefined).length
  if (own === 0) return []
  return [
    {
      section: 'operations',
      subject: 'services',
      what: `ECR, images in ${own === 1 ? '1 repository' : `${own} repositories`}`,
      parts: [{ price: 'ecr.gb-month', quantity: own * usage.imageGb }],
      assumes: ['imageGb'],
    },
  ]
}
