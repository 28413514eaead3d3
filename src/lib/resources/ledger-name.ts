import { type Scope, shorten } from './names.ts'

/** Name of the bucket in which deployctl remembers what AWS cannot; S3 takes at most 63 characters. */
export function ledgerBucketOf({
  project,
  account,
  region,
}: Pick<Scope, 'project' | 'account' | 'region'>): string {
  return shorten(`deployctl-${project}-${account}-${region}`, 63)
}
