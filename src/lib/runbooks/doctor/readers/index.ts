import type { Evidence, Reader } from '../evidence.ts'
import { alarms } from './alarms.ts'
import { certificate } from './certificate.ts'
import { functions } from './functions.ts'
import { grants } from './grants.ts'
import { identity } from './identity.ts'
import { images } from './images.ts'
import { ledger } from './ledger.ts'
import { live } from './live.ts'
import { logErrors } from './log-errors.ts'
import { measures } from './measures.ts'
import { network } from './network.ts'
import { origin } from './origin.ts'
import { queues } from './queues.ts'
import { quotas } from './quotas.ts'
import { registered } from './registered.ts'
import { standing } from './standing.ts'
import { stopped } from './stopped.ts'
import { targets } from './targets.ts'
import { taskDefinitions } from './task-definitions.ts'
import { tasks } from './tasks.ts'
import { values } from './values.ts'

/** How each kind of evidence is read. */
export const readers: { readonly [Name in keyof Evidence]: Reader<Name> } = {
  alarms,
  certificate,
  functions,
  grants,
  identity,
  images,
  ledger,
  live,
  logErrors,
  measures,
  network,
  origin,
  queues,
  quotas,
  registered,
  standing,
  stopped,
  targets,
  taskDefinitions,
  tasks,
  values,
}
