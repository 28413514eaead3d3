import { createHash } from 'node:crypto'
import type { HealthCheck, PortMapping, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { arnOf, type Place } from './arn.ts'
import { canonicalJson } from './canonical-json.ts'
import { logsTo } from './container-logs.ts'
import { type FindAccessPoint, type Mounts, volumesOf } from './mounts.ts'
import { type OutputsStanding, withOutputs } from './outputs.ts'
import { parseReference } from './secret-reference.ts'

export interface TaskDefinitionSpec {
  readonly family: string
  readonly service: string
  /** Pinned by its digest. */
  readonly image: string
  readonly cpu: number
  readonly memory: number
  readonly architecture: 'X86_64' | 'ARM64'
  readonly command: readonly string[] | undefined
  readonly port: number | undefined
  readonly env: Readonly<Record<string, string>>
  /** References such as `secret:api-keys.SESSION_SECRET`, by the variable they become. */
  readonly secrets: Readonly<Record<string, string>>
  /** Seconds. */
  readonly stopTimeout: number
  readonly logGroup: string
  readonly mounts: Mounts
  /** How the container itself finds out whether it is well; undefined where it does not. Seconds. */
  readonly health?: ContainerHealth | undefined
}

export interface ContainerHealth {
  readonly command: readonly string[]
  readonly interval: number
  readonly timeout: number
  readonly unhealthy: number
  readonly grace: number
}

/** ARNs of what a task definition names; undefined while it does not stand. */
export interface Surroundings {
  readonly place: Place
  readonly executionRole: string | undefined
  readonly taskRole: string | undefined
  secretArn(name: string): string | undefined
  readonly outputs: OutputsStanding
  readonly accessPoint: FindAccessPoint
}

/** What is registered, but for its tags. */
export function contentOf(
  spec: TaskDefinitionSpec,
  around: Surroundings,
): RegisterTaskDefinitionCommandInput {
  const { volumes, mountPoints } = volumesOf(spec.mounts, around.accessPoint) ?? {}
  return {
    family: spec.family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: String(spec.cpu),
    memory: String(spec.memory),
    runtimePlatform: { cpuArchitecture: spec.architecture, operatingSystemFamily: 'LINUX' },
    executionRoleArn: around.executionRole,
    taskRoleArn: around.taskRole,
    ...(volumes && { volumes }),
    containerDefinitions: [
      {
        name: spec.service,
        image: spec.image,
        essential: true,
        ...(mountPoints && { mountPoints }),
        ...(spec.command ? { command: [...spec.command] } : {}),
        portMappings: spec.port ? [portMapping(spec.service, spec.port)] : [],
        ...(spec.health && { healthCheck: healthCheck(spec.health) }),
        environment: sorted(spec.env).map(([name, value]) => ({
          name,
          value: withOutputs(value, around.outputs),
        })),
        secrets: sorted(spec.secrets).map(([name, reference]) => ({
          name,
          valueFrom: valueFrom(reference, around),
        })),
        ...versionLabels(spec, around),
        stopTimeout: spec.stopTimeout,
        // Reaps orphans and passes signals on, for images whose first process does neither.
        linuxParameters: { initProcessEnabled: true },
        logConfiguration: logsTo(spec.logGroup, around.place.region),
      },
    ],
  }
}

/** Where a task's secrets lead elsewhere by now, a deploy has to start it anew: its definition differs by this. */
function versionLabels({ secrets }: TaskDefinitionSpec, { outputs }: Surroundings) {
  const versions = sorted(secrets).flatMap(([, reference]) => {
    const parsed = parseReference(reference)
    const version = parsed.from === 'output' && outputs(parsed.section, parsed.name)?.version
    return version ? [[`deployctl.${parsed.section}.${parsed.name}`, version] as const] : []
  })
  return versions.length > 0 ? { dockerLabels: Object.fromEntries(versions) } : {}
}

/** Service Connect finds a port by its name; every revision has it, so that a rollback finds it in an earlier one. */
function portMapping(name: string, containerPort: number): PortMapping {
  return { containerPort, protocol: 'tcp', name, appProtocol: 'http' }
}

function healthCheck({ command, interval, timeout, unhealthy, grace }: ContainerHealth): HealthCheck {
  return { command: ['CMD', ...command], interval, timeout, retries: unhealthy, startPeriod: grace }
}

/** Sixteen hex digits that are the same for the same content. */
export function contentHash(content: RegisterTaskDefinitionCommandInput): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)
}

function valueFrom(reference: string, { place, secretArn, outputs }: Surroundings): string {
  const parsed = parseReference(reference)
  if (parsed.from === 'parameter') return arnOf(place, 'ssm', `parameter/${parsed.name.replace(/^\//, '')}`)
  if (parsed.from === 'output')
    return `${outputs(parsed.section, parsed.name)?.secretArn ?? ''}:${parsed.property}::`
  const arn = secretArn(parsed.name) ?? ''
  // The two empty parts are the version's stage and its id: the current one.
  return parsed.key ? `${arn}:${parsed.key}::` : arn
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
