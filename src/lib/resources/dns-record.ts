import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53'
import { unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { changeRecord, plainName, recordsOf } from './dns-change.ts'
import { ours, withId } from './ec2-tags.ts'
import { hasIngress } from './ingress.ts'
import { type LoadBalancerState, loadBalancer } from './load-balancer.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { securityGroup } from './security-group.ts'

export interface DnsRecordSpec {
  readonly hostedZone: string
  readonly name: string
  readonly type: 'A' | 'AAAA'
}

export interface DnsRecordState extends DnsRecordSpec {
  /** What the alias points at. */
  readonly target: string
  /** The group that carries the note that this record is ours. */
  readonly notedOn: string
}

const deps = { loadBalancer, securityGroup }
type Deps = typeof deps

/**
 * Route 53's records carry no tags. That one is ours, and where it is, stands therefore in a tag of the tasks'
 * security group: deployctl makes that group even where network and load balancer are somebody else's.
 */
const notePrefix = 'deployctl:record:'

/** An alias of the load balancer. */
export const dnsRecord = defineResource<DnsRecordSpec, DnsRecordState, Deps>({
  kind: 'dns-record',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    const { name, hostedZone } = manifest.domain ?? {}
    if (!name || !hostedZone || !hasIngress(manifest)) return {}
    return {
      'alias-a': { hostedZone, name, type: 'A' },
      'alias-aaaa': { hostedZone, name, type: 'AAAA' },
    }
  },

  async inspect(scope, ports) {
    const { SecurityGroups = [] } = await ports.ec2.describeSecurityGroups({ Filters: ours(scope) })
    const notes = withId(SecurityGroups, scope).flatMap(([, { GroupId, Tags = [] }]) =>
      Tags.filter(({ Key }) => Key!.startsWith(notePrefix)).map(({ Key, Value }) => ({
        id: Key!.slice(notePrefix.length),
        notedOn: GroupId!,
        ...parseNote(Value!),
      })),
    )
    const states = notes.map(async ({ id, notedOn, hostedZone, name, type }) => {
      const records = await recordsOf(hostedZone, name, ports)
      const target = records.find(record => record.Type === type)?.AliasTarget?.DNSName
      return target
        ? ([id, { hostedZone, name, type, notedOn, target: plainTarget(target) }] as const)
        : undefined
    })
    return Object.fromEntries((await Promise.all(states)).filter(entry => entry !== undefined))
  },

  diff: (want, have, { loadBalancer }) => [
    ...changed('hostedZone', have.hostedZone, want.hostedZone, true),
    ...changed('name', have.name, want.name, true),
    ...changed('target', have.target, plainTarget(loadBalancer.get('main')?.dnsName ?? 'the load balancer')),
  ],

  async ensure(want, have, { loadBalancer, securityGroup }, run) {
    const balancer = loadBalancer.of('main')
    const target = plainTarget(balancer.dnsName)
    const notedOn = securityGroup.of('tasks').groupId
    if (!have) await refuseTaken(want, target, run)
    // Noted before it is made, so that a crash in between cannot leave a record that nobody remembers.
    await run.ports.ec2.createTags({ Resources: [notedOn], Tags: [{ Key: noteKey(run), Value: note(want) }] })
    await changeRecord(want.hostedZone, 'UPSERT', aliasOf(want, balancer), run)
    return { ...want, target, notedOn }
  },

  async remove(have, run) {
    const records = await recordsOf(have.hostedZone, have.name, run.ports)
    const alias = records.find(record => record.Type === have.type && record.AliasTarget)
    if (alias) await changeRecord(have.hostedZone, 'DELETE', alias, run)
    // Without the note a record that somebody makes here later is not mistaken for ours.
    await unlessMissing(
      run.ports.ec2.deleteTags({ Resources: [have.notedOn], Tags: [{ Key: noteKey(run) }] }),
    )
  },

  identify: ({ name, type }) => `${name} ${type}`,
})

async function refuseTaken(want: DnsRecordSpec, target: string, { ports }: Run): Promise<void> {
  const records = await recordsOf(want.hostedZone, want.name, ports)
  const taken = records.find(({ Type }) => Type === want.type || Type === 'CNAME')
  if (!taken || pointsAt(taken, target)) return
  const values = taken.ResourceRecords?.map(({ Value }) => Value).join(', ')
  throw new DeployctlError('dns.record-taken', {
    message: `${want.name} has a record of type ${taken.Type} in hosted zone ${want.hostedZone} that deployctl did not make: it points at ${taken.AliasTarget?.DNSName ?? values}.`,
  })
}

function pointsAt({ AliasTarget }: ResourceRecordSet, target: string): boolean {
  return AliasTarget !== undefined && plainTarget(AliasTarget.DNSName!) === target
}

function aliasOf(
  { name, type }: DnsRecordSpec,
  { dnsName, hostedZone }: LoadBalancerState,
): ResourceRecordSet {
  return {
    Name: name,
    Type: type as RRType,
    AliasTarget: { DNSName: dnsName, HostedZoneId: hostedZone, EvaluateTargetHealth: false },
  }
}

/** AWS's console puts `dualstack.` before the name of a load balancer; it means the same. */
function plainTarget(name: string): string {
  return plainName(name).replace(/^dualstack\./, '')
}

function noteKey({ id }: Run): string {
  return `${notePrefix}${id}`
}

function note({ hostedZone, name, type }: DnsRecordSpec): string {
  return `${hostedZone}/${type}/${name}`
}

function parseNote(value: string): DnsRecordSpec {
  const [hostedZone = '', type, name = ''] = value.split('/')
  return { hostedZone, type: type as DnsRecordSpec['type'], name }
}
