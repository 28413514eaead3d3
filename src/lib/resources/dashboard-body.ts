import {
  databaseDimensions,
  httpApiDimensions,
  loadBalancerDimensions,
  type Named,
  targetGroupDimensions,
} from './alarm-settings.ts'
import type { NamedDimension } from './alarms/alarm-spec.ts'
import { cacheDimensions } from './alarms/store-alarms.ts'
import { arnOf, type Place } from './arn.ts'

/** What a dashboard shows, as far as the manifest tells. */
export interface DashboardSpec {
  readonly title: string
  /** Dimensions of AWS/ECS, by service. */
  readonly services: Readonly<Record<string, readonly NamedDimension[]>>
  readonly door: 'load-balancer' | 'shared-load-balancer' | 'http-api' | undefined
  /** The services behind a load balancer that others use, too. */
  readonly entrances: readonly string[]
  readonly databases: readonly string[]
  /** Those of the databases that are clusters. */
  readonly clusters: readonly string[]
  /** Ids of the nodes, by cache. */
  readonly caches: Readonly<Record<string, readonly string[]>>
  /** AWS's names, by function. */
  readonly functions: Readonly<Record<string, string>>
  /** Names of the queues of what failed, by job. */
  readonly jobs: Readonly<Record<string, string>>
  /** AWS's names. */
  readonly alarms: readonly string[]
}

/** One line of a graph. */
interface Line {
  readonly label: string
  readonly dimensions: readonly NamedDimension[]
}

interface Graph {
  readonly title: string
  readonly namespace: string
  readonly metric: string
  readonly stat: string
  readonly lines: readonly Line[]
}

/** Three graphs a row. */
const columns = 3
const width = 8
const height = 6

/**
 * The body of a dashboard, in the form that PutDashboard takes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(spec: DashboardSpec, place: Place, named: Named): object {
  const title = { type: 'text', x: 0, y: 0, width: 24, height: 1, properties: { markdown: spec.title } }
  const names = spec.alarms.map(name => arnOf(place, 'cloudwatch', `alarm:${name}`))
  const alarms = {
    type: 'alarm',
    x: 0,
    y: 1,
    width: 24,
    height: 3,
    properties: { title: 'Alarms', alarms: names },
  }
  const top = names.length > 0 ? 4 : 1
  const graphs = graphsOf(spec, named).filter(({ lines }) => lines.length > 0)
  return {
    widgets: [
      title,
      ...(names.length > 0 ? [alarms] : []),
      ...graphs.map((graph, index) => ({
        type: 'metric',
        x: (index % columns) * width,
        y: top + Math.floor(index / columns) * height,
        width,
        height,
        properties: propertiesOf(graph, place),
      })),
    ],
  }
}

function propertiesOf({ title, namespace, metric, stat, lines }: Graph, { region }: Place): object {
  const metrics = lines.map(({ label, dimensions }) => [
    namespace,
    metric,
    ...dimensions.flatMap(({ Name, Value }) => [Name, Value]),
    { label },
  ])
  return { title, region, view: 'timeSeries', stat, period: 300, metrics, yAxis: { left: { min: 0 } } }
}

function graphsOf(spec: DashboardSpec, named: Named): Graph[] {
  return [
    ...doorGraphs(spec, named),
    ...serviceGraphs(spec),
    ...functionGraphs(spec),
    ...databaseGraphs(spec, named),
    ...cacheGraphs(spec),
    ...jobGraphs(spec),
  ]
}

function doorGraphs({ door, entrances }: DashboardSpec, named: Named): Graph[] {
  if (door === 'http-api') {
    const graph = about('AWS/ApiGateway', [{ label: 'HTTP API', dimensions: httpApiDimensions(named) }])
    return [
      graph('Requests', 'Count', 'Sum'),
      graph('Latency, p95 (ms)', 'Latency', 'p95'),
      graph('5xx answers', '5xx', 'Sum'),
    ]
  }
  const isOurs = door === 'load-balancer'
  const all = { label: 'Load balancer', dimensions: loadBalancerDimensions(named) }
  const each = entrances.map(label => ({ label, dimensions: targetGroupDimensions(label, named) }))
  const graph = about('AWS/ApplicationELB', isOurs ? [all] : each)
  return [
    graph('Requests', 'RequestCount', 'Sum'),
    graph('Latency, p95 (s)', 'TargetResponseTime', 'p95'),
    graph('5xx answers of services', 'HTTPCode_Target_5XX_Count', 'Sum'),
    ...(isOurs ? [graph('5xx for want of a service', 'HTTPCode_ELB_5XX_Count', 'Sum')] : []),
  ]
}

function serviceGraphs({ services }: DashboardSpec): Graph[] {
  const lines = Object.entries(services).map(([label, dimensions]) => ({ label, dimensions }))
  const graph = about('AWS/ECS', lines)
  return [
    graph('CPU of services (%)', 'CPUUtilization', 'Average'),
    graph('Memory of services (%)', 'MemoryUtilization', 'Average'),
  ]
}

function functionGraphs({ functions }: DashboardSpec): Graph[] {
  const graph = about('AWS/Lambda', linesOf(functions, 'FunctionName'))
  return [
    graph('Calls of functions', 'Invocations', 'Sum'),
    graph('Duration of functions, p95 (ms)', 'Duration', 'p95'),
    graph('Failed calls of functions', 'Errors', 'Sum'),
  ]
}

function databaseGraphs({ databases, clusters }: DashboardSpec, named: Named): Graph[] {
  const lines = (names: readonly string[]) =>
    names.map(label => ({ label, dimensions: databaseDimensions(label, named) }))
  const graph = about('AWS/RDS', lines(databases))
  const ofClusters = about('AWS/RDS', lines(clusters))
  const ofInstances = about('AWS/RDS', lines(databases.filter(name => !clusters.includes(name))))
  return [
    graph('Connections to databases', 'DatabaseConnections', 'Average'),
    graph('CPU of databases (%)', 'CPUUtilization', 'Average'),
    ofInstances('Free storage of databases (bytes)', 'FreeStorageSpace', 'Minimum'),
    ofClusters('Capacity of databases (ACUs)', 'ServerlessDatabaseCapacity', 'Average'),
  ]
}

function cacheGraphs({ caches }: DashboardSpec): Graph[] {
  const lines = Object.entries(caches).flatMap(([cache, ids]) =>
    ids.map((id, index) => ({ label: `${cache} ${index + 1}`, dimensions: cacheDimensions(id) })),
  )
  const graph = about('AWS/ElastiCache', lines)
  return [
    graph('Hit rate of caches (%)', 'CacheHitRate', 'Average'),
    graph('Keys that caches dropped', 'Evictions', 'Sum'),
  ]
}

function jobGraphs({ jobs }: DashboardSpec): Graph[] {
  const graph = about('AWS/SQS', linesOf(jobs, 'QueueName'))
  return [graph('Jobs that failed', 'NumberOfMessagesSent', 'Sum')]
}

function about(namespace: string, lines: readonly Line[]) {
  return (title: string, metric: string, stat: string): Graph => ({ title, namespace, metric, stat, lines })
}

function linesOf(names: Readonly<Record<string, string>>, dimension: string): Line[] {
  return Object.entries(names).map(([label, Value]) => ({
    label,
    dimensions: [{ Name: dimension, Value }],
  }))
}
