import type { Tag, TaskDefinition } from '@aws-sdk/client-ecs'
import { awsReason, type Ports, pages } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { accessPoint } from './access-point.ts'
import type { Place } from './arn.ts'
import { withAddresses } from './discovery.ts'
import { ecsTags } from './ecs-tags.ts'
import { jobId, pinnedJobs } from './jobs.ts'
import { logGroup, logGroupName } from './log-group.ts'
import { mountsIn } from './mounts.ts'
import { idIn, nameOf, type Scope } from './names.ts'
import { outputSources, outputsFrom } from './outputs.ts'
import { type PinnedService, pinnedServices } from './pinned.ts'
import { type Change, changed, defineResource, type Standing } from './resource.ts'
import { role } from './role.ts'
import { secret } from './secret.ts'
import {
  contentHash,
  contentOf,
  type Surroundings,
  type TaskDefinitionSpec,
} from './task-definition-content.ts'

export interface TaskDefinitionState extends Place {
  /** Of the newest revision. */
  readonly arn: string
  readonly family: string
  /** Hash of what was registered; undefined for a revision that somebody else registered. */
  readonly content: string | undefined
  readonly image: string | undefined
  readonly cpu: string | undefined
  readonly memory: string | undefined
  readonly environment: Readonly<Record<string, string>>
  /** ARNs, by variable. */
  readonly secrets: Readonly<Record<string, string>>
  /** Ids of access points, by path. */
  readonly mounts: Readonly<Record<string, string>>
}

const deps = { role, logGroup, secret, accessPoint, ...outputSources }

/** Registering has no idempotency token, so a revision carries the hash of its content, and is found again by it. */
const contentTag = 'deployctl:content'

/**
 * What a service's or a job's tasks are made of. A change registers a new revision and leaves the earlier ones alone,
 * for a retained release may need them.
 */
export const taskDefinition = defineResource<TaskDefinitionSpec, TaskDefinitionState, typeof deps>({
  kind: 'task-definition',
  stage: 'deploy',
  deps,

  desired: manifest =>
    Object.fromEntries([
      ...pinnedServices(manifest).map(([name, service]) => [name, specOf(manifest, name, service)] as const),
      ...pinnedJobs(manifest).map(
        ([name, one]) => [jobId(name), specOf(manifest, jobId(name), one)] as const,
      ),
    ]),

  async inspect(scope, ports) {
    const families = await pages(
      ports.ecs.listTaskDefinitionFamilies,
      { familyPrefix: nameOf(scope, ''), status: 'ACTIVE' as const },
      page => page.families,
    )
    const found = await Promise.all(families.map(family => read(family, scope, ports)))
    return Object.fromEntries(found.filter(one => one !== undefined))
  },

  diff: (want, have, standing) => {
    const content = contentOf(want, surroundings(want, have, standing))
    const hash = contentHash(content)
    if (have.content === hash) return []
    const [container] = content.containerDefinitions!
    const changes = [
      ...changed('image', have.image, want.image),
      ...changed('cpu', have.cpu, content.cpu),
      ...changed('memory', have.memory, content.memory),
      ...changedEntries('env', have.environment, pairs(container!.environment, 'value')),
      ...changedEntries('secrets', have.secrets, pairs(container!.secrets, 'valueFrom')),
      ...changedEntries('mounts', have.mounts, mountsIn(content)),
    ]
    return changes.length > 0 ? changes : changed('content', have.content, hash)
  },

  async ensure(want, _have, standing, { id, scope, ports }) {
    const content = contentOf(want, surroundings(want, scope, standing))
    const tags = [...ecsTags(scope, id), { key: contentTag, value: contentHash(content) }]
    const { taskDefinition } = await ports.ecs.registerTaskDefinition({ ...content, tags })
    return stateOf(taskDefinition!, tags, scope)
  },

  /** Only when its service leaves the manifest, or at teardown; then what earlier releases let go of goes as well. */
  async remove({ family }, { ports: { ecs } }) {
    const active = await revisions(family, 'ACTIVE', ecs)
    const inactive = await revisions(family, 'INACTIVE', ecs)
    for (const taskDefinition of active) await ecs.deregisterTaskDefinition({ taskDefinition })
    const all = [...active, ...inactive]
    for (let at = 0; at < all.length; at += deletedAtOnce) {
      await ecs.deleteTaskDefinitions({ taskDefinitions: all.slice(at, at + deletedAtOnce) })
    }
  },

  identify: ({ arn }) => arn.split('/').at(-1)!,
})

const deletedAtOnce = 10

/** ARNs of a family's revisions; the prefix finds those of `shop-prod-api-v2` as well. */
async function revisions(
  family: string,
  status: 'ACTIVE' | 'INACTIVE',
  ecs: Ports['ecs'],
): Promise<string[]> {
  const arns = await pages(
    ecs.listTaskDefinitions,
    { familyPrefix: family, status },
    page => page.taskDefinitionArns,
  )
  return arns.filter(arn => arn.includes(`/${family}:`))
}

function specOf(manifest: Manifest, name: string, service: PinnedService): TaskDefinitionSpec {
  const { image, cpu, memory, command, port, env, secrets, stopTimeout, health, mounts } = service
  const platform = service.architecture ?? service.build?.platforms[0]
  return {
    family: nameOf(manifest, name),
    service: name,
    image,
    cpu,
    memory,
    architecture: platform === 'linux/arm64' ? 'ARM64' : 'X86_64',
    command,
    port,
    env: withAddresses(env, manifest),
    secrets,
    stopTimeout,
    logGroup: logGroupName(manifest, name),
    mounts,
    health: health.command && { ...health, command: health.command },
  }
}

function surroundings(
  { service }: TaskDefinitionSpec,
  { account, region }: Place,
  standing: Standing<typeof deps>,
): Surroundings {
  return {
    place: { account, region },
    executionRole: standing.role.get(`execution-${service}`)?.arn,
    taskRole: standing.role.get(`task-${service}`)?.arn,
    secretArn: name => standing.secret.get(name)?.arn,
    outputs: outputsFrom(standing),
    accessPoint: id => standing.accessPoint.get(id),
  }
}

/** A family's own name stands for its newest active revision; it may have lost that since it was listed. */
async function read(family: string, scope: Scope, { ecs }: Ports) {
  const input = { taskDefinition: family, include: ['TAGS' as const] }
  const answer = await ecs.describeTaskDefinition(input).catch(error => {
    if (awsReason(error) === 'invalid' || awsReason(error) === 'missing') return undefined
    throw error
  })
  const id = idIn(answer?.tags, scope)
  return answer && id ? ([id, stateOf(answer.taskDefinition!, answer.tags, scope)] as const) : undefined
}

function stateOf(one: TaskDefinition, tags: readonly Tag[] | undefined, { account, region }: Place) {
  const container = one.containerDefinitions?.[0]
  return {
    arn: one.taskDefinitionArn!,
    family: one.family!,
    content: tags?.find(({ key }) => key === contentTag)?.value,
    image: container?.image,
    cpu: one.cpu,
    memory: one.memory,
    environment: pairs(container?.environment, 'value'),
    secrets: pairs(container?.secrets, 'valueFrom'),
    mounts: mountsIn(one),
    account,
    region,
  }
}

function pairs<Key extends string>(
  list: readonly ({ name?: string | undefined } & { [K in Key]?: string | undefined })[] | undefined,
  key: Key,
) {
  return Object.fromEntries((list ?? []).map(one => [one.name!, one[key] ?? '']))
}

/** One change for each variable that differs, so that a plan shows no more than it must. */
function changedEntries(
  path: string,
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): Change[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return names.flatMap(name => changed(`${path}.${name}`, from[name], to[name]))
}
