import { awsReason, type Ports, pages, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { plainName } from './dns-change.ts'

export interface HostedZone {
  readonly id: string
  /** Without the final dot. */
  readonly name: string
  /** Only seen inside of VPCs, neither by ACM nor by visitors. */
  readonly isPrivate: boolean
  readonly nameServers: readonly string[]
}

/** Undefined where it does not exist, or is another account's. */
export async function readHostedZone(Id: string, { route53 }: Ports): Promise<HostedZone | undefined> {
  const answer = await unlessMissing(route53.getHostedZone({ Id })).catch(error => {
    if (isOthers(error)) return undefined
    throw error
  })
  if (!answer) return undefined
  const { Name, Config } = answer.HostedZone!
  return {
    id: Id,
    name: plainName(Name!),
    isPrivate: Config?.PrivateZone ?? false,
    nameServers: answer.DelegationSet?.NameServers ?? [],
  }
}

/**
 * The hosted zone is somebody else's, as a network that exists may be: nothing can be made in one that is wrong.
 * @throws DeployctlError `preflight.hosted-zone` where it is not the account's, or cannot hold the domain's records
 */
export async function requireHostedZone({ domain }: Manifest, account: string, ports: Ports): Promise<void> {
  if (!domain?.hostedZone) return
  const zone = await readHostedZone(domain.hostedZone, ports)
  const message = zone
    ? unfit(domain.name, zone, domain.certificate === undefined)
    : `domain.hostedZone names ${domain.hostedZone}, which is not in account ${account}.`
  if (message)
    throw new DeployctlError('preflight.hosted-zone', { message, ...(await better(domain.name, ports)) })
}

function unfit(domain: string, { id, name, isPrivate }: HostedZone, toCertify: boolean): string | undefined {
  if (!isWithin(domain, name)) return `${domain} is not within hosted zone ${id}, which is of ${name}.`
  if (isPrivate && toCertify)
    return `Hosted zone ${id} of ${name} is private: ACM would never see the record that proves ${domain}.`
  return undefined
}

/** The account's zone that is nearest to the domain, where there is one, and where these credentials may look. */
async function better(domain: string, { route53 }: Ports): Promise<{ readonly hint?: string }> {
  const listing = pages(route53.listHostedZones, {}, page => page.HostedZones)
  const all = await listing.catch(error => {
    if (awsReason(error) === 'denied') return []
    throw error
  })
  const [nearest] = all
    .filter(({ Name, Config }) => !Config?.PrivateZone && isWithin(domain, plainName(Name!)))
    .toSorted((a, b) => b.Name!.length - a.Name!.length)
  if (!nearest) return {}
  const id = nearest.Id!.replace('/hostedzone/', '')
  return { hint: `Write \`hostedZone: ${id}\`, which is of ${plainName(nearest.Name!)}.` }
}

function isWithin(domain: string, zone: string): boolean {
  return domain === zone || domain.endsWith(`.${zone}`)
}

/** A permission that is lacking is told by the action; that a zone is another account's is told without one. */
function isOthers(error: unknown): boolean {
  if (awsReason(error) !== 'denied' || !(error instanceof DeployctlError)) return false
  return /not authorized to access this resource/.test(String(error.data.said))
}
