/** What no manifest tells: how much a system is used. Each can be given with `--assume`. */
export const assumptions = {
  requests: { value: 1_000_000, unit: 'a month', means: 'requests from outside' },
  transferGb: { value: 10, unit: 'GB a month', means: 'sent to the internet, besides through CloudFront' },
  natGb: { value: 10, unit: 'GB a month', means: 'through NAT gateways, both ways, images included' },
  endpointGb: { value: 10, unit: 'GB a month', means: 'through VPC endpoints' },
  logsGb: { value: 5, unit: 'GB a month', means: 'of log lines, of all services together' },
  imageGb: { value: 0.5, unit: 'GB', means: 'of images kept in each repository' },
  backupGb: {
    value: 0,
    unit: 'GB',
    means: 'of database backups beyond the size of the databases, which is free',
  },
  auroraAcus: {
    value: 1,
    unit: 'ACU',
    means: 'that each instance of an Aurora cluster has on the average while it is awake, within its bounds',
  },
  auroraGb: { value: 10, unit: 'GB', means: 'in each Aurora cluster' },
  auroraIos: {
    value: 5_000_000,
    unit: 'a month',
    means: 'reads and writes of the storage of each Aurora cluster',
  },
  bucketGb: { value: 10, unit: 'GB', means: 'in each bucket' },
  bucketReads: { value: 100_000, unit: 'a month', means: 'reads of each bucket' },
  bucketWrites: { value: 10_000, unit: 'a month', means: 'writes to each bucket' },
  cdnGb: {
    value: 50,
    unit: 'GB a month',
    means: 'sent by each CloudFront distribution, to America and Europe',
  },
  cdnRequests: { value: 1_000_000, unit: 'a month', means: 'requests to each CloudFront distribution' },
  fileGb: { value: 5, unit: 'GB', means: 'on each file system' },
  tableGb: { value: 1, unit: 'GB', means: 'in each table' },
  tableReads: { value: 1_000_000, unit: 'a month', means: 'reads of each table' },
  tableWrites: { value: 1_000_000, unit: 'a month', means: 'writes to each table' },
  users: { value: 100, unit: 'a month', means: 'people who sign in, for each user pool' },
  functionCalls: { value: 1_000_000, unit: 'a month', means: 'calls of each function' },
  functionMs: { value: 100, unit: 'ms', means: 'that a call of a function takes' },
  jobMinutes: { value: 5, unit: 'minutes', means: 'that a run of a job takes' },
  load: {
    value: 0,
    unit: 'of 1',
    means: 'how far autoscaled services stand between their fewest and most tasks',
  },
  spotDiscount: {
    value: 0.7,
    unit: 'of 1',
    means: 'that Fargate Spot is cheaper by; it moves from hour to hour',
  },
} as const satisfies Readonly<Record<string, Assumption>>

export interface Assumption {
  readonly value: number
  readonly unit: string
  readonly means: string
}

export type AssumptionName = keyof typeof assumptions
export type Usage = Readonly<Record<AssumptionName, number>>

/** What happens while somebody uses the system; what lies stored is there also in a month of sleep. */
const traffic: readonly AssumptionName[] = [
  'requests',
  'transferGb',
  'natGb',
  'endpointGb',
  'logsGb',
  'auroraIos',
  'bucketReads',
  'bucketWrites',
  'cdnGb',
  'cdnRequests',
  'tableReads',
  'tableWrites',
  'users',
  'functionCalls',
]

export function usageWith(given: Partial<Usage> = {}): Usage {
  const defaults = Object.fromEntries(Object.entries(assumptions).map(([name, { value }]) => [name, value]))
  return { ...(defaults as Usage), ...given }
}

/** The same system in a month in which nobody comes. */
export function unused(usage: Usage): Usage {
  return { ...usage, ...Object.fromEntries(traffic.map(name => [name, 0])) }
}
