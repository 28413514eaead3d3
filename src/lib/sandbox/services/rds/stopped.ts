/** What is stopped is started by AWS after seven days (RDS User Guide, "Stopping an instance temporarily"). */
export const longestStop = 7 * 24 * 60 * 60_000
