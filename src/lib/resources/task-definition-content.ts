import { createHash } from 'node:crypto'
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { arnOf, type Place } from './arn.ts'
import { canonicalJson } from './canonical-json.ts'
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
}

/** ARNs of what a task definition names; undefined while it does not stand. */
export interface Surroundings {
  readonly place: Place
  readonly executionRole: string | undefined
  readonly taskRole: string | undefined
  secretArn(name: string): string | undefined
  readonly outputs: OutputsStanding
}

/** What is registered, but for its tags. */
export function contentOf(
  spec: TaskDefinitionSpec,
  around: Surroundings,
): RegisterTaskDefinitionCommandInput {
  return {
    family: spec.family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: String(spec.cpu),
    memory: String(spec.memory),
    runtimePlatform: { cpuArchitecture: spec.architecture, operatingSystemFamily: 'LINUX' },
    executionRoleArn: around.executionRole,
    taskRoleArn: around.taskRole,
    containerDefinitions: [
      {
        name: spec.service,
        image: spec.image,
        essential: true,
        ...(spec.command ? { command: [...spec.command] } : {}),
        portMappings: spec.port ? [{ containerPort: spec.port, protocol: 'tcp' }] : [],
        environment: sorted(spec.env).map(([name, value]) => ({
          name,
          value: withOutputs(value, around.outputs),
        })),
        secrets: sorted(spec.secrets).map(([name, reference]) => ({
          name,
          valueFrom: valueFrom(reference, around),
        })),
        stopTimeout: spec.stopTimeout,
        // Reaps orphans and passes signals on, for images whose first process does neither.
        linuxParameters: { initProcessEnabled: true },
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': spec.logGroup,
            'awslogs-region': around.place.region,
            'awslogs-stream-prefix': 'ecs',
            // A slow CloudWatch must not stop the service: what does not fit the buffer is dropped.
            mode: 'non-blocking',
            'max-buffer-size': '25m',
          },
        },
      },
    ],
  }
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
