import type { Manifest } from '../../manifest/schema/manifest.ts'
import { arnOf } from '../arn.ts'
import { nameOf, type Owner, type Scope } from '../names.ts'
import { outputSecretName } from '../secret-reference.ts'

export type OnDemandFunction = 'waker' | 'idler'
export const onDemandFunctions = ['waker', 'idler'] as const

/** Logical ids begin with it: no name that a user can give has a slash. */
export const onDemandPrefix = 'on-demand/'

/** AWS's name of one of the two functions: `aipa-production-on-demand-waker`. */
export function onDemandFunctionName(owner: Owner, which: OnDemandFunction): string {
  return nameOf(owner, `on-demand-${which}`, 64)
}

export function onDemandFunctionArn(scope: Scope, which: OnDemandFunction): string {
  return arnOf(scope, 'lambda', `function:${onDemandFunctionName(scope, which)}`)
}

/** The secret whose token lets somebody stop the services by a request. */
export function onDemandSecretName(owner: Owner): string {
  return outputSecretName(owner, { section: 'on', name: 'demand' })
}

/** The services that wake and sleep together, the one that users wait for first. Pure. */
export function onDemandServices({ onDemand, services }: Manifest): string[] {
  if (!onDemand) return []
  return [onDemand.service, ...onDemand.with].filter(name => name in services)
}

/** Logical id of the rule that tells the waker what becomes of tasks. */
export const wakerRule = `${onDemandPrefix}tasks`

/** Logical id of the rule that tells the waker when a database has started. */
export const databaseRule = `${onDemandPrefix}databases`
