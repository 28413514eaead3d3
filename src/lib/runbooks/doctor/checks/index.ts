import type { AnyCheck } from '../check.ts'
import { alarms } from './alarms.ts'
import { caches } from './caches.ts'
import { capacity } from './capacity.ts'
import { certificate } from './certificate.ts'
import { cors } from './cors.ts'
import { databases } from './databases.ts'
import { deployments } from './deployments.ts'
import { discovery } from './discovery.ts'
import { drift } from './drift.ts'
import { executionRoles } from './execution-roles.ts'
import { filesystems } from './filesystems.ts'
import { functions } from './functions.ts'
import { gateway } from './gateway.ts'
import { github } from './github.ts'
import { identity } from './identity.ts'
import { images } from './images.ts'
import { jobs } from './jobs.ts'
import { lastRelease } from './last-release.ts'
import { lock } from './lock.ts'
import { logErrors } from './log-errors.ts'
import { notifications } from './notifications.ts'
import { pendingTasks } from './pending-tasks.ts'
import { quotas } from './quotas.ts'
import { securityGroups } from './security-groups.ts'
import { services } from './services.ts'
import { stoppedTasks } from './stopped-tasks.ts'
import { targets } from './targets.ts'
import { valueRules } from './value-rules.ts'
import { values } from './values.ts'
import { wayOut } from './way-out.ts'

/** Every check, in the order in which a person would ask. */
export const checks: readonly AnyCheck[] = [
  // One line each, so that additions do not collide.
  lastRelease,
  deployments,
  lock,
  github,
  services,
  stoppedTasks,
  pendingTasks,
  capacity,
  images,
  functions,
  jobs,
  logErrors,
  values,
  valueRules,
  executionRoles,
  securityGroups,
  wayOut,
  targets,
  gateway,
  discovery,
  certificate,
  databases,
  caches,
  filesystems,
  cors,
  identity,
  alarms,
  notifications,
  drift,
  quotas,
]
