/** Whether an RDS instance answers in this status. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
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
