/** What a bucket's policy says, and of whom. */
export interface BucketPolicyParts {
  /** ARN of the bucket. */
  readonly bucket: string
  /** Objects that anybody may read: below a prefix, or all where it is empty; undefined where none. */
  readonly publicPrefix?: string | undefined
  /** ARN of the distribution that may read everything. */
  readonly distribution?: string | undefined
  /** Identifier of the older kind of identity that may. */
  readonly accessIdentity?: string | undefined
  /** Refuses what does not come by TLS; a website that S3 serves knows nothing else. */
  readonly tlsOnly: boolean
}

/** The policy document. Pure. */
export function bucketPolicyDocument(parts: BucketPolicyParts): object {
  const { bucket, publicPrefix, distribution, accessIdentity, tlsOnly } = parts
  const reading = (Sid: string, Principal: unknown, prefix: string, Condition?: object) => ({
    Sid,
    Effect: 'Allow',
    Principal,
    Action: 's3:GetObject',
    Resource: `${bucket}/${prefix}*`,
    ...(Condition && { Condition }),
  })
  const partition = bucket.split(':')[1]
  return {
    Version: '2012-10-17',
    Statement: [
      ...(tlsOnly ? [denyWithoutTls(bucket)] : []),
      ...(publicPrefix === undefined ? [] : [reading('PublicReadGetObject', '*', publicPrefix)]),
      ...(distribution === undefined
        ? []
        : [
            reading('AllowCloudFront', { Service: 'cloudfront.amazonaws.com' }, '', {
              StringEquals: { 'AWS:SourceArn': distribution },
            }),
          ]),
      ...(accessIdentity === undefined
        ? []
        : [
            reading(
              'AllowCloudFrontOAI',
              {
                AWS: `arn:${partition}:iam::cloudfront:user/CloudFront Origin Access Identity ${accessIdentity}`,
              },
              '',
            ),
          ]),
    ],
  }
}

function denyWithoutTls(bucket: string): object {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
}
