import { createHash } from 'node:crypto'
import { unlessMissing } from '../aws/index.ts'
import { isAurora } from '../manifest/database-engine.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { signature } from './alarm-signature.ts'
import { alarmsOf } from './alarms/index.ts'
import { serviceDimensions } from './alarms/service-alarms.ts'
import { cacheNodes } from './alarms/store-alarms.ts'
import { hasHttpApi } from './api-targets.ts'
import type { Place } from './arn.ts'
import { canonicalText } from './canonical-json.ts'
import { type DashboardSpec, dashboardBody } from './dashboard-body.ts'
import { database } from './database.ts'
import { refuseNamed } from './foreign.ts'
import { functionName } from './function-name.ts'
import { httpApi } from './http-api.ts'
import { entrances, hasIngress } from './ingress.ts'
import { jobId } from './jobs.ts'
import { loadBalancer } from './load-balancer.ts'
import { nameOf, type Owner, tagList } from './names.ts'
import { queueName } from './queue.ts'
import { changed, defineResource } from './resource.ts'
import { targetGroup } from './target-group.ts'

export interface DashboardState extends Place {
  readonly name: string
  /** Twelve hex digits that are the same for the same dashboard; it is too long to show. */
  readonly content: string
}

const deps = { loadBalancer, targetGroup, httpApi, database }

/** One CloudWatch dashboard an environment: what comes in, how hard everything works, and what rings. */
export const dashboard = defineResource<DashboardSpec, DashboardState, typeof deps>({
  kind: 'dashboard',
  stage: 'bootstrap',
  deps,

  desired: (manifest): Record<string, DashboardSpec> =>
    manifest.dashboard ? { main: specOf(manifest) } : {},

  async inspect(scope, ports): Promise<Record<string, DashboardState>> {
    const name = dashboardName(scope)
    const found = await unlessMissing(ports.cloudwatch.getDashboard({ DashboardName: name }))
    const { account, region } = scope
    const isOurs = found?.DashboardBody?.includes(signature(scope))
    return isOurs ? { main: { name, content: contentOf(found!.DashboardBody!), account, region } } : {}
  },

  diff: (want, have, standing) =>
    changed('content', have.content, contentOf(JSON.stringify(dashboardBody(want, have, standing)))),

  async ensure(want, have, standing, { scope, ports, id }) {
    const DashboardName = dashboardName(scope)
    const taken = have ?? (await unlessMissing(ports.cloudwatch.getDashboard({ DashboardName })))
    if (taken && 'DashboardBody' in taken && !taken.DashboardBody?.includes(signature(scope)))
      refuseNamed(scope, `CloudWatch dashboard ${DashboardName}`)
    const DashboardBody = JSON.stringify(dashboardBody(want, scope, standing))
    await ports.cloudwatch.putDashboard({
      DashboardName,
      DashboardBody,
      // Taken at creation only; CloudWatch ignores them on what stands.
      Tags: tagList(scope, id),
    })
    const { account, region } = scope
    return { name: DashboardName, content: contentOf(DashboardBody), account, region }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.cloudwatch.deleteDashboards({ DashboardNames: [name] }))
  },

  identify: ({ name }) => name,
})

/** Dashboards belong to the account, not to a region. */
function dashboardName({ project, environment }: Owner): string {
  return `${project}-${environment}`
}

function contentOf(body: string): string {
  return createHash('sha256').update(canonicalText(body)!).digest('hex').slice(0, 12)
}

/** Its heading says whose it is: GetDashboard shows no tags. */
function specOf(manifest: Manifest): DashboardSpec {
  const { project, environment, services, databases, caches, functions, jobs } = manifest
  return {
    title: `# ${project} ${environment}${signature(manifest)}`,
    services: mapped(services, name => serviceDimensions(manifest, name)),
    door: doorOf(manifest),
    entrances: Object.keys(entrances(manifest)),
    databases: Object.keys(databases),
    clusters: Object.keys(databases).filter(name => isAurora(databases[name]!.engine)),
    caches: mapped(caches, name => cacheNodes(manifest, name)),
    functions: mapped(functions, name => functionName(manifest, name)),
    jobs: mapped(jobs, name => queueName(manifest, jobId(name))),
    alarms: Object.keys(alarmsOf(manifest)).map(id => nameOf(manifest, id)),
  }
}

function doorOf(manifest: Manifest): DashboardSpec['door'] {
  if (hasHttpApi(manifest)) return 'http-api'
  if (!hasIngress(manifest)) return undefined
  return manifest.loadBalancer.existing ? 'shared-load-balancer' : 'load-balancer'
}

function mapped<Value>(section: object, about: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.keys(section).map(name => [name, about(name)]))
}
