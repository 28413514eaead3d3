import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Alarms, AlarmsOf } from './alarm-spec.ts'
import { doorAlarms } from './door-alarms.ts'
import { functionAlarms } from './function-alarms.ts'
import { jobAlarms } from './job-alarms.ts'
import { onDemandAlarms } from './on-demand-alarms.ts'
import { serviceAlarms } from './service-alarms.ts'
import { storeAlarms } from './store-alarms.ts'

const sources: readonly AlarmsOf[] = [
  // One line each, so that additions do not collide.
  serviceAlarms,
  doorAlarms,
  storeAlarms,
  functionAlarms,
  jobAlarms,
  onDemandAlarms,
]

/** The alarms of an environment, by logical id. Pure. */
export function alarmsOf(manifest: Manifest): Alarms {
  const { alarms } = manifest
  return alarms ? Object.assign({}, ...sources.map(source => source(manifest, alarms))) : {}
}
