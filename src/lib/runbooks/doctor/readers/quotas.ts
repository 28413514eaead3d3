import { type Ports, pages, unlessMissing } from '../../../aws/index.ts'
import { DeployctlError } from '../../../errors/index.ts'
import type { Manifest } from '../../../manifest/schema/manifest.ts'
import { hasIngress } from '../../../resources/ingress.ts'
import type { Context } from '../../context.ts'
import { endsAll } from '../ends-all.ts'
import type { Evidence, Reader } from '../evidence.ts'
import { type Market, readUsage, vcpusOf } from './fargate-vcpus.ts'

/** How much of a thing the account has in this region, and may have. */
export interface QuotaReading {
  /** `VPCs`, `Fargate vCPUs`. */
  readonly what: string
  readonly used: number
  readonly limit: number
  /** How much more a release of all services needs while old and new tasks run beside one another. */
  readonly needed: number
  /** What to name in a request for more: `vpc L-F678F1CE`. */
  readonly code: string
}

interface Quota {
  readonly what: string
  readonly service: string
  readonly code: string
  /** Whether the manifest asks for any. */
  when(manifest: Manifest): boolean
  /** Counts what stands; Fargate's are told by CloudWatch instead. */
  readonly use: ((ports: Ports) => Promise<number>) | Market
}

const makesNetwork = ({ network }: Manifest) => !network.existing
const makesNat = (manifest: Manifest) => makesNetwork(manifest) && manifest.network.nat !== 'none'
const runs = ({ services }: Manifest) => Object.keys(services).length > 0

/** By the codes of https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html, those that run out first. */
const quotasOf: readonly Quota[] = [
  { what: 'VPCs', service: 'vpc', code: 'L-F678F1CE', when: makesNetwork, use: countVpcs },
  {
    what: 'NAT gateways in one zone',
    service: 'vpc',
    code: 'L-FE5A380F',
    when: makesNat,
    use: countInFullestZone,
  },
  { what: 'Elastic IP addresses', service: 'ec2', code: 'L-0263D0A3', when: makesNat, use: countAddresses },
  {
    what: 'application load balancers',
    service: 'elasticloadbalancing',
    code: 'L-53DA6B97',
    when: manifest => hasIngress(manifest) && !manifest.loadBalancer.existing,
    use: countBalancers,
  },
  { what: 'Fargate vCPUs', service: 'fargate', code: 'L-3032A538', when: runs, use: 'onDemand' },
  { what: 'Fargate Spot vCPUs', service: 'fargate', code: 'L-36FBB829', when: runs, use: 'spot' },
]

export const quotas: Reader<'quotas'> = async (context, read) => {
  const live = await read('live')
  const asked = quotasOf.filter(({ when }) => when(context.manifest))
  const readings = await Promise.allSettled([
    ...asked.map(quota => readQuota(quota, context, live)),
    readRoles(context.ports),
  ])
  const refused = readings.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  const fatal = refused.find(error => !(error instanceof DeployctlError) || endsAll(error))
  // One quota that cannot be read hides no other.
  if (fatal !== undefined || refused.length === readings.length) throw fatal ?? refused[0]
  return readings.flatMap(one => (one.status === 'fulfilled' && one.value ? [one.value] : []))
}

async function readQuota(
  { what, service, code, use }: Quota,
  { ports, manifest, clock }: Context,
  live: Evidence['live'],
): Promise<QuotaReading | undefined> {
  const names = { ServiceCode: service, QuotaCode: code }
  // One that was never changed may be known by its default only.
  const found =
    (await unlessMissing(ports.serviceQuotas.getServiceQuota(names))) ??
    (await unlessMissing(ports.serviceQuotas.getAWSDefaultServiceQuota(names)))
  const { Value: limit, UsageMetric } = found?.Quota ?? {}
  if (limit === undefined) return undefined
  const about = { what, limit, code: `${service} ${code}` }
  if (typeof use === 'function') return { ...about, used: await use(ports), needed: 0 }
  const own = [...live].reduce(
    (sum, [name, { desired }]) => sum + vcpusOf(manifest.services[name]!, desired, use),
    0,
  )
  const metered = UsageMetric && (await readUsage(UsageMetric, clock.now(), ports))
  return { ...about, used: Math.max(own, metered ?? 0), needed: own }
}

/** IAM keeps its own count, for all regions. */
async function readRoles({ iam }: Ports): Promise<QuotaReading | undefined> {
  const { SummaryMap = {} } = await iam.getAccountSummary({})
  const { Roles: used, RolesQuota: limit } = SummaryMap
  if (used === undefined || limit === undefined) return undefined
  return { what: 'IAM roles', used, limit, needed: 0, code: 'iam L-FE177D64' }
}

async function countVpcs({ ec2 }: Ports): Promise<number> {
  return (await pages(ec2.describeVpcs, {}, page => page.Vpcs)).length
}

/** The quota is one of each zone, and counts those that are being made or deleted as well. */
async function countInFullestZone({ ec2 }: Ports): Promise<number> {
  const gateways = await pages(ec2.describeNatGateways, {}, page => page.NatGateways)
  const standing = gateways.filter(({ State }) => State !== 'deleted' && State !== 'failed')
  const ids = [...new Set(standing.map(({ SubnetId }) => SubnetId!))]
  if (ids.length === 0) return 0
  const Filters = [{ Name: 'subnet-id', Values: ids }]
  const subnets = await pages(ec2.describeSubnets, { Filters }, page => page.Subnets)
  const zones = new Map(subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]))
  const byZone = Map.groupBy(standing, ({ SubnetId }) => zones.get(SubnetId))
  return Math.max(...[...byZone.values()].map(({ length }) => length))
}

async function countAddresses({ ec2 }: Ports): Promise<number> {
  return (await ec2.describeAddresses({})).Addresses?.length ?? 0
}

async function countBalancers({ elb }: Ports): Promise<number> {
  const all = await pages(elb.describeLoadBalancers, {}, page => page.LoadBalancers)
  return all.filter(({ Type }) => Type === 'application').length
}
