import type { VpcLink } from '@aws-sdk/client-apigatewayv2'
import { type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { withApiId } from './api-tags.ts'
import { linkedServices } from './api-targets.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { nameOf, type Scope, tagsOf } from './names.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'
import { subnet } from './subnet.ts'
import { planSubnets } from './subnet-plan.ts'

export interface VpcLinkSpec {
  /** Logical ids of the subnets that it stands in. */
  readonly subnets: readonly string[]
}

export interface VpcLinkState {
  readonly linkId: string
  readonly name: string
  /** AWS's word: `PENDING`, `AVAILABLE`, `INACTIVE`, `DELETING`, `FAILED`. */
  readonly status: string
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
}

const deps = { subnet, securityGroup }
type Deps = typeof deps

/**
 * How the HTTP API reaches tasks inside the network. AWS changes neither the subnets nor the groups of one that stands,
 * hence its logical id says in which subnets it is: another one takes its place before it goes. After 60 days without
 * a request AWS takes its interfaces away (`INACTIVE`), and gives it new ones, within minutes, at the next request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html
 */
export const vpcLink = defineResource<VpcLinkSpec, VpcLinkState, Deps>({
  kind: 'vpc-link',
  stage: 'bootstrap',
  deps,

  desired(manifest): Record<string, VpcLinkSpec> {
    const id = vpcLinkId(manifest)
    return id ? { [id]: { subnets: subnetsOf(manifest) } } : {}
  },

  inspect: find,

  diff: (want, have, deps) => [
    ...changed('status', isUsable(have.status) ? 'AVAILABLE' : have.status, 'AVAILABLE'),
    ...(hasOthers(have, want, deps)
      ? changed('subnets', have.subnets, subnetIds(want, deps).toSorted(), true)
      : []),
    ...changed('securityGroups', have.securityGroups, groupIds(deps), true),
  ],

  async ensure(want, have, deps, run) {
    const standing = have ?? (await find(run.scope, run.ports))[run.id]
    if (standing && standing.status === 'FAILED') await removeLink(standing.linkId, run)
    const isKept = standing !== undefined && standing.status !== 'FAILED'
    const linkId = isKept ? standing.linkId : await create(want, deps, run)
    run.waiting('for the VPC link to be available; a few minutes')
    return until({ ...run, what: `VPC link ${linkId} to be available`, within: 900 }, async () => {
      const found = await describe(linkId, run.ports)
      if (found?.VpcLinkStatus === 'FAILED')
        throw failedOnAws(`VPC link ${linkId}`, found.VpcLinkStatusMessage)
      return found && isUsable(found.VpcLinkStatus) ? stateOf(found) : undefined
    })
  },

  remove: ({ linkId }, run) => removeLink(linkId, run),

  identify: ({ linkId }) => linkId,
})

/** Logical id of the link; undefined where the HTTP API leads to no service. */
export function vpcLinkId(manifest: Manifest): string | undefined {
  return Object.keys(linkedServices(manifest)).length > 0 ? subnetsOf(manifest).join('+') : undefined
}

/** Private ones where there are any: the link only ever talks to tasks, and reaches those of every subnet. */
function subnetsOf(manifest: Manifest): string[] {
  const all = Object.keys(planSubnets(manifest))
  const isPrivate = all.filter(id => id.startsWith('private-'))
  return (isPrivate.length > 0 ? isPrivate : all).toSorted()
}

function subnetIds({ subnets }: VpcLinkSpec, { subnet }: Standing<Deps>): string[] {
  return subnets.map(id => subnet.get(id)?.subnetId ?? id)
}

function groupIds({ securityGroup }: Standing<Deps>): string[] {
  return [securityGroup.get('vpc-link')?.groupId ?? 'vpc-link']
}

function isUsable(status: string | undefined): boolean {
  return status === 'AVAILABLE' || status === 'INACTIVE'
}

/** It may stand in fewer subnets than were meant, where AWS has no links in a zone. */
function hasOthers({ subnets }: VpcLinkState, want: VpcLinkSpec, deps: Standing<Deps>): boolean {
  const wanted = new Set(subnetIds(want, deps))
  return subnets.some(id => !wanted.has(id))
}

/** Some zones have no links; from any other zone, one reaches the tasks there, too. */
async function create(want: VpcLinkSpec, deps: Standing<Deps>, run: Run): Promise<string> {
  let subnets: readonly string[] = subnetIds(want, deps)
  for (;;) {
    try {
      return await createIn(subnets, deps, run)
    } catch (error) {
      const zone = zoneWithout(error)
      const others = zone === undefined ? subnets : await outside(zone, subnets, run.ports)
      if (others.length === 0 || others.length === subnets.length) throw error
      run.emit({
        type: 'notice',
        message: `AWS has no VPC links in zone ${zone}; it is reached from another.`,
      })
      subnets = others
    }
  }
}

async function createIn(
  subnets: readonly string[],
  deps: Standing<Deps>,
  { scope, id, ports }: Run,
): Promise<string> {
  const { VpcLinkId } = await ports.apiGateway.createVpcLink({
    Name: nameOf(scope, id, 128),
    SubnetIds: [...subnets],
    SecurityGroupIds: groupIds(deps),
    Tags: tagsOf(scope, id),
  })
  return VpcLinkId!
}

/** Id of the zone, such as `use1-az3`, that AWS refuses a link in. AWS has no other word for it than this sentence. */
function zoneWithout(error: unknown): string | undefined {
  return /in Availability Zone '([^']+)' where service is not available/.exec((error as Error).message)?.[1]
}

async function outside(zone: string, SubnetIds: readonly string[], { ec2 }: Ports): Promise<string[]> {
  const { Subnets = [] } = await ec2.describeSubnets({ SubnetIds: [...SubnetIds] })
  return Subnets.filter(one => one.AvailabilityZoneId !== zone).map(({ SubnetId }) => SubnetId!)
}

/** Its interfaces linger for a while after it is gone; subnets and group are then still in use. */
async function removeLink(linkId: string, run: Run): Promise<void> {
  await unlessMissing(run.ports.apiGateway.deleteVpcLink({ VpcLinkId: linkId }))
  await until({ ...run, what: `VPC link ${linkId} to be deleted`, within: 900 }, async () =>
    (await describe(linkId, run.ports)) ? undefined : true,
  )
}

async function find(scope: Scope, { apiGateway }: Ports): Promise<Record<string, VpcLinkState>> {
  const links = await pages(apiGateway.getVpcLinks, {}, page => page.Items)
  const standing = links.filter(({ VpcLinkStatus }) => VpcLinkStatus !== 'DELETING')
  return Object.fromEntries(withApiId(standing, scope).map(([id, link]) => [id, stateOf(link)]))
}

async function describe(VpcLinkId: string, { apiGateway }: Ports): Promise<VpcLink | undefined> {
  const found = await unlessMissing(apiGateway.getVpcLink({ VpcLinkId }))
  return found as VpcLink | undefined
}

function stateOf({ VpcLinkId, Name, VpcLinkStatus, SubnetIds, SecurityGroupIds }: VpcLink): VpcLinkState {
  return {
    linkId: VpcLinkId!,
    name: Name!,
    status: VpcLinkStatus ?? 'PENDING',
    subnets: (SubnetIds ?? []).toSorted(),
    securityGroups: SecurityGroupIds ?? [],
  }
}
