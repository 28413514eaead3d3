import type { Call } from '../../service.ts'

/**
 * What a service of AWS that the sandbox does not measure has told, by the fault plan:
 * `{"monitoring": {"AWS/RDS FreeStorageSpace": 1073741824}}`, whatever the dimensions.
 */
export function plannedValue(call: Call, namespace: string, metric: string): number | undefined {
  const value = call.faults[`${namespace} ${metric}`]
  return typeof value === 'number' ? value : undefined
}
