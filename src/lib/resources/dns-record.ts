import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53'
import { unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { apiDomain } from './api-domain.ts'
import { hasHttpApi } from './api-targets.ts'
import { changeRecord, plainName, recordsOf } from './dns-change.ts'
import { ours, withId } from './ec2-tags.ts'
import { hasIngress } from './ingress.ts'
import { loadBalancer } from './load-balancer.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'

interface RecordPlace {
  readonly hostedZone: string
  readonly name: string
  readonly type: 'A' | 'AAAA'
}

export interface DnsRecordSpec extends RecordPlace {
  /** What it leads to. */
  readonly door: 'load balancer' | 'HTTP API'
}

export interface DnsRecordState extends RecordPlace {
  /** What the alias points at. */
  readonly target: string
  /** The group that carries the note that this record is ours. */
  readonly notedOn: string
}

const deps = { loadBalancer, apiDomain, securityGroup }
type Deps = typeof deps

/**
 * Route 53's records carry no tags. That one is ours, and where it is, stands therefore in a tag of the tasks'
 * security group: deployctl makes that group even where network and load balancer are somebody else's.
 */
const notePrefix = 'deployctl:record:'

/** An alias of the load balancer, or of the HTTP API's domain. */
export const dnsRecord = defineResource<DnsRecordSpec, DnsRecordState, Deps>({
  kind: 'dns-record',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    const { name, hostedZone } = manifest.domain ?? {}
    const isApi = hasHttpApi(manifest)
    if (!name || !hostedZone || !(isApi || hasIngress(manifest))) return {}
    const alias = { hostedZone, name, door: isApi ? ('HTTP API' as const) : ('load balancer' as const) }
    return { 'alias-a': { ...alias, type: 'A' }, 'alias-aaaa': { ...alias, type: 'AAAA' } }
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

  diff: (want, have, deps) => [
    ...changed('hostedZone', have.hostedZone, want.hostedZone, true),
    ...changed('name', have.name, want.name, true),
    ...changed('target', have.target, plainTarget(doorOf(want, deps)?.dnsName ?? `the ${want.door}`)),
  ],

  async ensure(want, have, deps, run) {
    const door = doorOf(want, deps)!
    const target = plainTarget(door.dnsName)
    const notedOn = deps.securityGroup.of('tasks').groupId
    if (!have) await refuseTaken(want, target, run)
    // Noted before it is made, so that a crash in between cannot leave a record that nobody remembers.
    await run.ports.ec2.createTags({ Resources: [notedOn], Tags: [{ Key: noteKey(run), Value: note(want) }] })
    await changeRecord(want.hostedZone, 'UPSERT', aliasOf(want, door), run)
    const { hostedZone, name, type } = want
    return { hostedZone, name, type, target, notedOn }
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

interface Door {
  readonly dnsName: string
  readonly hostedZone: string
}

function doorOf({ door, name }: DnsRecordSpec, deps: Standing<Deps>): Door | undefined {
  if (door === 'load balancer') return deps.loadBalancer.get('main')
  const { target, hostedZone } = deps.apiDomain.get(name) ?? {}
  return target && hostedZone ? { dnsName: target, hostedZone } : undefined
}

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

function aliasOf({ name, type }: DnsRecordSpec, { dnsName, hostedZone }: Door): ResourceRecordSet {
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

function note({ hostedZone, name, type }: RecordPlace): string {
  return `${hostedZone}/${type}/${name}`
}

function parseNote(value: string): RecordPlace {
  const [hostedZone = '', type, name = ''] = value.split('/')
  return { hostedZone, type: type as RecordPlace['type'], name }
}
