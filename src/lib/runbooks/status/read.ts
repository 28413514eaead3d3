import { pages, unlessMissing } from '../../aws/index.ts'
import { openLedger } from '../../releases/ledger.ts'
import { readLock } from '../../releases/lock.ts'
import type { ReleaseRecord } from '../../releases/record.ts'
import { listReleases } from '../../releases/records.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import { publicUrl } from '../live/address.ts'
import { readAlarms } from '../live/alarms.ts'
import type { ServiceSnapshot } from '../live/services.ts'
import { ecsServiceName, readLive } from '../live/standing.ts'
import { explainStop } from '../live/stop-reasons.ts'
import { ordinary, readStoppedTasks, type StoppedTask } from '../live/stopped-tasks.ts'
import { readTargetHealth, type TargetHealth } from '../live/target-health.ts'
import { monthlyCost } from './month.ts'
import type { OnDemandStatus } from './on-demand.ts'
import { readParts } from './parts/index.ts'
import type { ServiceStatus, Snapshot } from './snapshot.ts'

const newestEvents = 5
const newestTasks = 3
/** Enough to know the images of what serves, also after some releases failed. */
const newestReleases = 5

/** Reads an environment in two rounds of calls: what stands, then what there is to say about it. */
export async function readSnapshot(context: Context): Promise<Snapshot> {
  const { manifest, scope, ports, signal } = context
  const ledger = openLedger(scope, ports.s3)
  const names = Object.keys(manifest.services)
  const found = standing(context, names)
  const [live, stoppedTasks, alarms, certificate, records, lock, parts, url, month, onDemand] =
    await Promise.all([
      found.then(services => withHealth(context, services)),
      unlessMissing(readStoppedTasks(ports, clusterNameOf(manifest), new Set(), signal)),
      readAlarms(context),
      readCertificate(context),
      listReleases(ledger, newestReleases),
      readLock(ledger),
      readParts(context),
      publicUrl(context),
      // Loaded and computed while AWS is waited for.
      found.then(() => monthlyCost(manifest)),
      onDemandOf(context, found),
    ])
  const failed = (stoppedTasks?.tasks ?? []).filter(task => !ordinary(task))
  const services = names.map(name => {
    const serviceName = ecsServiceName(scope, name)
    const stopped = failed.filter(task => task.serviceName === serviceName)
    return serviceStatus(context, name, live.get(name), stopped, records)
  })
  const asleep = live.size > 0 && [...live.values()].every(({ service }) => service.desired === 0)
  return { services, parts, url, asleep, alarms, certificate, release: records[0], lock, month, onDemand }
}

/** Loaded only where something sleeps. */
async function onDemandOf(
  context: Context,
  found: Promise<ReadonlyMap<string, ServiceSnapshot>>,
): Promise<OnDemandStatus | undefined> {
  if (!context.manifest.onDemand) return undefined
  const { readOnDemand } = await import('./on-demand.ts')
  return await readOnDemand(context, found)
}

/** Before the first bootstrap there is no cluster. */
async function standing(context: Context, names: readonly string[]): Promise<Map<string, ServiceSnapshot>> {
  return (await unlessMissing(readLive(context, names))) ?? new Map()
}

interface Live {
  readonly service: ServiceSnapshot
  readonly health: TargetHealth | undefined
}

async function withHealth(
  { ports, signal }: Context,
  found: ReadonlyMap<string, ServiceSnapshot>,
): Promise<Map<string, Live>> {
  const entries = [...found].map(async ([name, service]) => {
    const health = service.targetGroup && (await readTargetHealth(ports, service.targetGroup, signal))
    return [name, { service, health: health || undefined }] as const
  })
  return new Map(await Promise.all(entries))
}

function serviceStatus(
  { scope: { environment } }: Context,
  name: string,
  live: Live | undefined,
  stopped: readonly StoppedTask[],
  records: readonly ReleaseRecord[],
): ServiceStatus {
  const told = stopped.slice(0, newestTasks).map(({ task, at, code, reason, exitCode }) => ({
    task,
    at: new Date(at).toISOString(),
    code,
    reason,
    ...explainStop({ code, reason, exitCode }, { environment, service: name }),
  }))
  if (!live) return { service: name, events: [], stopped: told }
  const { desired, running, pending, rollout, rolloutReason, taskDefinition, events } = live.service
  const recorded = records.map(({ services }) => services[name])
  const image = recorded.find(service => service?.taskDefinition === taskDefinition)?.image
  return {
    service: name,
    live: { desired, running, pending, rollout, rolloutReason, taskDefinition, image },
    events: events
      .slice(0, newestEvents)
      .map(({ at, message }) => ({ at: new Date(at).toISOString(), message })),
    stopped: told,
    ...(live.health && { health: live.health }),
  }
}

async function readCertificate({ manifest, ports }: Context): Promise<Snapshot['certificate']> {
  const domain = manifest.domain?.name
  if (!domain) return undefined
  const all = await pages(ports.acm.listCertificates, {}, page => page.CertificateSummaryList)
  const ours = all.filter(({ DomainName }) => DomainName === domain).map(({ Status }) => Status ?? 'UNKNOWN')
  if (ours.length === 0) return { domain, status: 'MISSING' }
  return { domain, status: ours.includes('ISSUED') ? 'ISSUED' : ours[0]! }
}
