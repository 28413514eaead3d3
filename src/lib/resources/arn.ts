import type { Scope } from './names.ts'

export type Place = Pick<Scope, 'account' | 'region'>

/** `aws`, or the partition of the regions that AWS keeps apart. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** The ARN of a regional resource: `arnOf(scope, 'ssm', 'parameter/a')`. */
export function arnOf({ account, region }: Place, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`
}

/** The ARN of what an account has in all regions at once: `globalArnOf(scope, 'iam', 'role/a')`. */
export function globalArnOf({ account, region }: Place, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}::${account}:${resource}`
}

/** The ARN of an S3 bucket, which names neither region nor account. */
export function bucketArn({ region }: Pick<Place, 'region'>, bucket: string): string {
  return `arn:${partitionOf(region)}:s3:::${bucket}`
}
