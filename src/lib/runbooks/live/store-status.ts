import type { DatabaseState } from '../../resources/database-state.ts'

/** Whether a database answers: of a cluster, the one of its instances that takes writes. */
export function databaseIsWell(state: DatabaseState): boolean {
  if (!databaseAnswers(state.status)) return false
  return state.form === 'instance' || state.members.some(one => one.isWriter && databaseAnswers(one.status))
}

/** Whether an RDS instance or a cluster answers in this status. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
export function databaseAnswers(status: string): boolean {
  return /^(available|backing-up|modifying|configuring-.*|storage-(optimization|config-upgrade|initialization))$/.test(
    status,
  )
}

/** Whether it does not, and will by itself. */
export function databasePasses(status: string): boolean {
  return /^(creating|rebooting|renaming|starting|upgrading|maintenance|resetting-master-credentials)$/.test(
    status,
  )
}

/** Whether a replication group answers: also while it is changed, and while it saves itself. */
export function cacheAnswers(status: string): boolean {
  return /^(available|modifying|snapshotting)$/.test(status)
}
