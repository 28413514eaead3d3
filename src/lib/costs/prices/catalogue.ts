/** What one price of the table is for. */
export interface PriceMeaning {
  /** What the price is per: `vCPU-hour`. */
  readonly unit: string
  /** The page on which AWS publishes it. */
  readonly source: string
}

const page = (name: string) => `https://aws.amazon.com/${name}/pricing/`

const fargate = page('fargate')
const vpc = page('vpc')
const balancing = page('elasticloadbalancing')
const rds = page('rds')
const aurora = page('rds/aurora')
const s3 = page('s3')
const cloudFront = page('cloudfront')
const cloudWatch = page('cloudwatch')
const lambda = page('lambda')
const dynamoDb = page('dynamodb')

/** Every price that an estimate may ask for, but for those of instance classes. In US dollars, on demand, without tax. */
const fixed = {
  'fargate.x86.vcpu-hour': { unit: 'vCPU-hour', source: fargate },
  'fargate.x86.gb-hour': { unit: 'GB-hour', source: fargate },
  'fargate.arm64.vcpu-hour': { unit: 'vCPU-hour', source: fargate },
  'fargate.arm64.gb-hour': { unit: 'GB-hour', source: fargate },
  'vpc.public-ipv4-hour': { unit: 'address-hour', source: vpc },
  'vpc.nat-gateway-hour': { unit: 'gateway-hour', source: vpc },
  'vpc.nat-gb': { unit: 'GB', source: vpc },
  'vpc.endpoint-hour': { unit: 'endpoint-hour', source: page('privatelink') },
  'vpc.endpoint-gb': { unit: 'GB', source: page('privatelink') },
  'transfer.out-gb': { unit: 'GB', source: 'https://aws.amazon.com/ec2/pricing/on-demand/' },
  'alb.hour': { unit: 'hour', source: balancing },
  'alb.lcu-hour': { unit: 'LCU-hour', source: balancing },
  'http-api.million-requests': { unit: 'million requests', source: page('api-gateway') },
  'lambda.million-requests': { unit: 'million requests', source: lambda },
  'lambda.x86.thousand-gb-seconds': { unit: 'thousand GB-seconds', source: lambda },
  'lambda.arm64.thousand-gb-seconds': { unit: 'thousand GB-seconds', source: lambda },
  'rds.gp3-gb-month': { unit: 'GB-month', source: rds },
  'rds.backup-gb-month': { unit: 'GB-month', source: rds },
  'rds.proxy-vcpu-hour': { unit: 'vCPU-hour', source: page('rds/proxy') },
  'rds.proxy-acu-hour': { unit: 'ACU-hour', source: page('rds/proxy') },
  'aurora.acu-hour': { unit: 'ACU-hour', source: aurora },
  'aurora.gb-month': { unit: 'GB-month', source: aurora },
  'aurora.million-ios': { unit: 'million requests', source: aurora },
  'aurora.backup-gb-month': { unit: 'GB-month', source: aurora },
  'efs.gb-month': { unit: 'GB-month', source: page('efs') },
  's3.gb-month': { unit: 'GB-month', source: s3 },
  's3.thousand-writes': { unit: 'thousand requests', source: s3 },
  's3.thousand-reads': { unit: 'thousand requests', source: s3 },
  'cloudfront.gb': { unit: 'GB', source: cloudFront },
  'cloudfront.ten-thousand-requests': { unit: 'ten thousand requests', source: cloudFront },
  'dynamodb.million-writes': { unit: 'million requests', source: dynamoDb },
  'dynamodb.million-reads': { unit: 'million requests', source: dynamoDb },
  'dynamodb.gb-month': { unit: 'GB-month', source: dynamoDb },
  'dynamodb.recovery-gb-month': { unit: 'GB-month', source: dynamoDb },
  'cognito.user': { unit: 'monthly active user', source: page('cognito') },
  'ecr.gb-month': { unit: 'GB-month', source: page('ecr') },
  'logs.ingested-gb': { unit: 'GB', source: cloudWatch },
  'logs.stored-gb-month': { unit: 'GB-month', source: cloudWatch },
  'cloudwatch.metric': { unit: 'metric-month', source: cloudWatch },
  'cloudwatch.alarm': { unit: 'alarm-month', source: cloudWatch },
  'cloudwatch.dashboard': { unit: 'dashboard-month', source: cloudWatch },
  'secrets-manager.secret': { unit: 'secret-month', source: page('secrets-manager') },
  'route53.zone': { unit: 'zone-month', source: page('route53') },
  'scheduler.million-invocations': { unit: 'million invocations', source: page('eventbridge') },
  'sqs.million-requests': { unit: 'million requests', source: page('sqs') },
} as const satisfies Readonly<Record<string, PriceMeaning>>

/** Prices by instance class, of which there are more than can be listed. */
const families: readonly {
  readonly pattern: RegExp
  readonly form: string
  readonly meaning: PriceMeaning
}[] = [
  {
    pattern: /^rds\.(postgres|mysql)\.db\.[a-z0-9-]+\.[a-z0-9]+\.hour$/,
    form: 'rds.ENGINE.CLASS.hour',
    meaning: { unit: 'instance-hour, in one zone', source: rds },
  },
  {
    pattern: /^elasticache\.(redis|valkey)\.cache\.[a-z0-9-]+\.[a-z0-9]+\.hour$/,
    form: 'elasticache.ENGINE.CLASS.hour',
    meaning: { unit: 'node-hour', source: page('elasticache') },
  },
]

export type PriceKey = keyof typeof fixed | `rds.${string}.hour` | `elasticache.${string}.hour`

/** All keys by name; instance classes by their form. */
export const priceKeys: Readonly<Record<string, PriceMeaning>> = {
  ...fixed,
  ...Object.fromEntries(families.map(({ form, meaning }) => [form, meaning])),
}

/** What a key stands for; undefined where there is no such key. */
export function meaningOf(key: string): PriceMeaning | undefined {
  if (Object.hasOwn(fixed, key)) return fixed[key as keyof typeof fixed]
  return families.find(({ pattern }) => pattern.test(key))?.meaning
}
