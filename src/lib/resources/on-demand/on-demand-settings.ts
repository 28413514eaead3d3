import { stoppedOnDemand } from '../../manifest/database-engine.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Settings } from '../../on-demand/settings.ts'
import { usuallyIgnored } from '../../on-demand/waker/choose.ts'
import { clusterNameOf } from '../cluster.ts'
import { database } from '../database.ts'
import { ledgerBucketOf } from '../ledger-name.ts'
import { nameOf, type Owner, type Scope } from '../names.ts'
import type { Standing } from '../resource.ts'
import { type DoorPlan, doorDeps, doorOf, doorPlan } from './on-demand-door.ts'
import { onDemandSecretName, onDemandServices } from './on-demand-names.ts'

/** Seconds; the idler itself may take two minutes, and an HTTP API waits thirty seconds for an answer. */
const longestDrain = 60

/** What of the settings a manifest knows by itself. */
export type OnDemandPlan = Omit<Settings, 'ledger' | 'door' | 'databases'> & {
  /** As in the manifest. */
  readonly databases: readonly string[]
  readonly door: DoorPlan
  readonly owner: Owner
}

/** Pure. */
export function onDemandPlan(manifest: Manifest): OnDemandPlan | undefined {
  const { onDemand, project, services, schedule } = manifest
  if (!onDemand) return undefined
  const { after, fewerRequestsThan, minimumAwake = after } = onDemand.idle
  const names = onDemandServices(manifest)
  return {
    version: 1,
    title: onDemand.title ?? project,
    cluster: clusterNameOf(manifest),
    ownPrefix: nameOf(manifest, ''),
    services: names.map(name => ({
      name,
      serviceName: nameOf(manifest, name),
      count: Math.max(1, services[name]!.count.min),
      minimum: services[name]!.count.min < services[name]!.count.max ? services[name]!.count.min : undefined,
    })),
    ignore: {
      paths: [...usuallyIgnored.paths, ...onDemand.ignore.paths],
      userAgents: [...usuallyIgnored.userAgents, ...onDemand.ignore.userAgents.map(one => one.toLowerCase())],
    },
    protectWake: onDemand.protect.wake,
    wakesPerMinute: onDemand.protect.wakesPerMinute,
    secret: onDemandSecretName(manifest),
    idle: { after, fewerRequestsThan, minimumAwake },
    drain: Math.min(longestDrain, services[onDemand.service]?.drain ?? longestDrain),
    schedule: schedule
      // All of them wake and sleep together.
      .filter(entry => entry.services === undefined || names.some(name => entry.services!.includes(name)))
      .map(({ at, timezone, count }) => ({ at, timezone, count })),
    databases: stoppedOnDemand(manifest),
    door: doorPlan(manifest),
    owner: { project, environment: manifest.environment },
  }
}

/** What has to stand, so that the functions can be told of it. */
export const settingsDeps = { ...doorDeps, database }

/** The settings as the functions get them; what does not stand yet is empty or missing, and shows as a change. Pure. */
export function onDemandSettings(
  { door, owner: _, ...plan }: OnDemandPlan,
  scope: Scope,
  standing: Standing<typeof settingsDeps>,
): Settings {
  return {
    ...plan,
    // A restore may have made another instance of it the one that serves.
    databases: plan.databases.flatMap(name => standing.database.get(name)?.identifier ?? []),
    ledger: { bucket: ledgerBucketOf(scope), owner: scope.account, environment: scope.environment },
    door: doorOf(door, standing),
  }
}
