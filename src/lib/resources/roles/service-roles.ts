import type { Manifest, Service } from '../../manifest/schema/manifest.ts'
import { accessStatements } from '../access.ts'
import { arnOf, type Place } from '../arn.ts'
import { logGroupName } from '../log-group.ts'
import { mountStatements } from '../mounts.ts'
import type { Owner } from '../names.ts'
import { allow, type Statement, secretArnPattern, trustIn } from '../policy.ts'
import { outputSecretName, parseReference, secretName } from '../secret-reference.ts'
import type { RoleSpec, RolesOf } from './role-spec.ts'

/** Two roles a service: `execution-api`, as which ECS starts its tasks, and `task-api`, as which its containers run. */
export const serviceRoles: RolesOf = manifest =>
  Object.fromEntries(
    Object.entries(manifest.services).flatMap(([name, service]) => [
      [`execution-${name}`, executionRole(manifest, name, service)],
      [`task-${name}`, taskRole(manifest, service)],
    ]),
  )

/** Only ECS tasks of this account and region may take these roles. */
export function trustTasks(place: Place): object {
  return trustIn('ecs-tasks.amazonaws.com', place, 'ecs')
}

/** What ECS does in a service's name before its container starts: pull its image, read its secrets, write its logs. */
export function executionRole(
  manifest: Manifest,
  name: string,
  service: Service,
  logGroup = logGroupName(manifest, name),
): RoleSpec {
  return {
    trust: trustTasks,
    statements: place => [
      ...pulling(manifest, name, service, place),
      writingLogs(logGroup, place),
      ...readingSecrets(manifest, service, place),
      ...readingParameters(manifest, service, place),
    ],
  }
}

/** What the container itself may do: the service's `access`, `mounts` and `policy`, and nothing else. */
export function taskRole(manifest: Manifest, { access, mounts, policy }: Service): RoleSpec {
  return {
    trust: trustTasks,
    statements: (place, found) => [
      ...accessStatements(access, manifest, place),
      ...mountStatements(mounts, found),
      ...policy.map(({ actions, resources }) => allow(actions, resources)),
    ],
  }
}

function pulling(manifest: Manifest, name: string, service: Service, place: Place): Statement[] {
  const own = [{ ...place, repository: repositoryOf(manifest, name, service) }]
  const sources = service.build ? own : imageSourcesOf(service)
  if (sources.length === 0) return []
  return [
    // This one action knows no resources.
    allow(['ecr:GetAuthorizationToken'], ['*']),
    allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      sources.map(source => arnOf(source, 'ecr', `repository/${source.repository}`)),
    ),
  ]
}

export function writingLogs(group: string, place: Place): Statement {
  return allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [arnOf(place, 'logs', `log-group:${group}:log-stream:*`)],
  )
}

function readingSecrets(manifest: Manifest, { secrets }: Service, place: Place): Statement[] {
  const names = Object.values(secrets)
    .map(parseReference)
    .flatMap(reference => {
      if (reference.from === 'parameter') return []
      return [
        reference.from === 'secret'
          ? secretName(manifest, reference.name)
          : outputSecretName(manifest, reference),
      ]
    })
  if (names.length === 0) return []
  return [
    allow(
      ['secretsmanager:GetSecretValue'],
      unique(names).map(name => secretArnPattern(place, name)),
    ),
  ]
}

/** AWS's own keys need no grant; a parameter made elsewhere may lie under another key, readable through SSM only. */
function readingParameters({ parameters }: Manifest, { secrets }: Service, place: Place): Statement[] {
  const references = Object.values(secrets).map(parseReference)
  const named = unique(references.filter(({ from }) => from === 'parameter').map(({ name }) => name))
  const own = named.filter(name => name in parameters)
  const foreign = named.filter(name => !(name in parameters))
  const arn = (name: string) => arnOf(place, 'ssm', `parameter/${name.replace(/^\//, '')}`)
  const all = [...own, ...foreign].map(arn)
  const reading = all.length > 0 ? [allow(['ssm:GetParameters'], all)] : []
  if (foreign.length === 0) return reading
  const decrypting = allow(['kms:Decrypt'], [arnOf(place, 'kms', 'key/*')], {
    StringEquals: {
      'kms:ViaService': `ssm.${place.region}.amazonaws.com`,
      'kms:EncryptionContext:PARAMETER_ARN': foreign.map(arn),
    },
  })
  return [...reading, decrypting]
}

function repositoryOf({ project, environment }: Owner, name: string, { repository }: Service): string {
  return repository?.existing ?? `${project}-${environment}/${name}`
}

interface ImageSource extends Place {
  readonly repository: string
}

/** A given image may lie in the ECR of another account or region, whose own policy then has to allow the pull. */
function imageSourcesOf({ image = '' }: Service): ImageSource[] {
  const parts = /^(\d{12})\.dkr\.ecr\.([^./]+)\.[^/]+\/([^:@]+)/.exec(image)
  return parts ? [{ account: parts[1]!, region: parts[2]!, repository: parts[3]! }] : []
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}
