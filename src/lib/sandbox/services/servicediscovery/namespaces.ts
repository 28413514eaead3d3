import type { Namespace, NamespaceFilter } from '@aws-sdk/client-servicediscovery'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { vpcs } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import { deleteZone, makeZone } from '../route53/zones.ts'
import { withTags } from '../tags.ts'
import { findNamespace, servicesIn } from './lookup.ts'
import { begin } from './pending.ts'
import { type CloudMapOperations, cloudMapTags, type NamespaceRecord, namespaces } from './tables.ts'

export const namespaceOperations = {
  CreateHttpNamespace(input, call) {
    checkFree(input.Name, 'HTTP', call)
    return create(call, input, { type: 'HTTP' })
  },

  CreatePrivateDnsNamespace(input, call) {
    const { Name, Vpc } = input
    checkFree(Name, 'DNS_PRIVATE', call)
    if (!/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(Name))
      throw awsError('InvalidInput', `Namespace name ${Name} is not a valid DNS name`)
    if (!call.table(vpcs).has(Vpc)) {
      const message = `The VPC ${Vpc} in region ${call.region} that you provided is not found.`
      const failure = { code: 'CANNOT_CREATE_HOSTED_ZONE', message }
      return { OperationId: begin(call, 'CREATE_NAMESPACE', {}, timings.namespaceCreated, failure) }
    }
    const zone = makeZone(`${Name}.`, call, {
      callerReference: call.id('cloudmap-', 20),
      comment: `Created by Cloud Map for namespace ${Name}`,
      isPrivate: true,
      vpcs: [{ VPCId: Vpc, VPCRegion: call.region as never }],
    })
    return create(call, input, { type: 'DNS_PRIVATE', hostedZoneId: zone.id, vpcId: Vpc })
  },

  DeleteNamespace({ Id }, call) {
    const { id, arn, hostedZoneId } = findNamespace(call, Id)
    if (servicesIn(call, id).length > 0) {
      throw awsError(
        'ResourceInUse',
        `Namespace ${id} has associated services; delete the services before deleting the namespace`,
      )
    }
    if (hostedZoneId) deleteZone(hostedZoneId, call)
    call.table(namespaces).delete(id)
    call.table(cloudMapTags).delete(arn)
    return { OperationId: begin(call, 'DELETE_NAMESPACE', { NAMESPACE: id }, timings.namespaceDeleted) }
  },

  GetNamespace: ({ Id }, call) => ({ Namespace: shown(findNamespace(call, Id), call) }),

  ListNamespaces({ MaxResults = 100, NextToken, Filters = [] }, call) {
    const found = call.table(namespaces).filter(one => Filters.every(filter => passes(one, filter)))
    const { items, next } = page(found, NextToken, MaxResults)
    return { Namespaces: items.map(one => shown(one, call)), NextToken: next }
  },
} satisfies CloudMapOperations

function checkFree(name: string, type: NamespaceRecord['type'], call: Call): void {
  const taken = call.table(namespaces).find(one => one.name === name && one.type === type)
  if (!taken) return
  throw awsError('NamespaceAlreadyExists', `A namespace with the name ${name} already exists.`, undefined, {
    NamespaceId: taken.id,
    CreatorRequestId: taken.creatorRequestId,
  })
}

interface Wish {
  readonly Name: string
  readonly Description?: string | undefined
  readonly CreatorRequestId?: string | undefined
  readonly Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined
}

function create(
  call: Call,
  { Name, Description, CreatorRequestId, Tags }: Wish,
  own: Pick<NamespaceRecord, 'type' | 'hostedZoneId' | 'vpcId'>,
) {
  const id = `ns-${call.id('', 16)}`
  const arn = call.arn(`namespace/${id}`)
  const createdAt = new Date(call.now + timings.namespaceCreated)
  call.table(namespaces).put(id, {
    id,
    arn,
    name: Name,
    description: Description,
    creatorRequestId: CreatorRequestId,
    createdAt,
    ...own,
  })
  call.table(cloudMapTags).put(arn, withTags([], Tags))
  return { OperationId: begin(call, 'CREATE_NAMESPACE', { NAMESPACE: id }, timings.namespaceCreated) }
}

function passes(one: NamespaceRecord, { Name, Values = [], Condition = 'EQ' }: NamespaceFilter): boolean {
  const value = { TYPE: one.type, NAME: one.name, HTTP_NAME: one.name, RESOURCE_OWNER: 'SELF' }[
    Name ?? 'NAME'
  ]
  return Condition === 'BEGINS_WITH' ? Values.some(start => value.startsWith(start)) : Values.includes(value)
}

function shown(one: NamespaceRecord, call: Call): Namespace {
  return {
    Id: one.id,
    Arn: one.arn,
    ResourceOwner: call.account,
    Name: one.name,
    Type: one.type,
    Description: one.description,
    ServiceCount: servicesIn(call, one.id).length,
    Properties: {
      DnsProperties: { HostedZoneId: one.hostedZoneId, SOA: one.hostedZoneId ? { TTL: 15 } : undefined },
      HttpProperties: { HttpName: one.name },
    },
    CreateDate: one.createdAt,
    CreatorRequestId: one.creatorRequestId,
  }
}
