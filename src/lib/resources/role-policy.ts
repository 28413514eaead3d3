import type { Manifest, Service } from '../manifest/schema/manifest.ts'
import { arnOf, type Place } from './arn.ts'
import { logGroupName } from './log-group.ts'
import type { Owner } from './names.ts'
import { parseReference, secretName } from './secret-reference.ts'

export interface Statement {
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: object
}

interface ImageSource extends Place {
  readonly repository: string
}

/** What a role may do, without the account that it will be in. */
export interface Grants {
  /** Names of ECR repositories in the role's own account and region. */
  readonly repositories: readonly string[]
  /** ECR repositories that an image was given from; the account and region may be others. */
  readonly imageSources: readonly ImageSource[]
  readonly logGroups: readonly string[]
  /** Names in Secrets Manager. */
  readonly secrets: readonly string[]
  /** Names of SSM parameters that deployctl keeps, with AWS's own key. */
  readonly parameters: readonly string[]
  /** Names of SSM parameters made elsewhere, under whatever key. */
  readonly foreignParameters: readonly string[]
  readonly statements: Service['policy']
}

const nothing: Grants = {
  repositories: [],
  imageSources: [],
  logGroups: [],
  secrets: [],
  parameters: [],
  foreignParameters: [],
  statements: [],
}

/** What ECS does in a service's name before its container starts: pull its image, read its secrets, write its logs. */
export function executionGrants(manifest: Manifest, name: string, service: Service): Grants {
  const references = Object.values(service.secrets).map(parseReference)
  const parameters = references.filter(({ from }) => from === 'parameter').map(one => one.name)
  const secrets = references
    .filter(({ from }) => from === 'secret')
    .map(one => secretName(manifest, one.name))
  return {
    ...nothing,
    repositories: service.build ? [repositoryOf(manifest, name, service)] : [],
    imageSources: service.build ? [] : imageSourcesOf(service),
    logGroups: [logGroupName(manifest, name)],
    secrets: unique(secrets),
    parameters: unique(parameters.filter(one => one in manifest.parameters)),
    foreignParameters: unique(parameters.filter(one => !(one in manifest.parameters))),
  }
}

/** What the container itself may call: the service's `policy`, and nothing else. */
export function taskGrants({ policy }: Service): Grants {
  return { ...nothing, statements: policy }
}

/** The policy document of a role; undefined where it grants nothing, since IAM refuses an empty one. */
export function policyDocument(grants: Grants, place: Place): object | undefined {
  const statements = [
    ...pulling(grants, place),
    ...grants.logGroups.map(group =>
      allow(
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [arnOf(place, 'logs', `log-group:${group}:log-stream:*`)],
      ),
    ),
    ...readingSecrets(grants, place),
    ...readingParameters(grants, place),
    ...grants.statements.map(({ actions, resources }) => allow(actions, resources)),
  ]
  return statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : undefined
}

/** Only ECS tasks of this account and region may take the role. */
export function trustPolicy(place: Place): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': place.account },
          ArnLike: { 'aws:SourceArn': arnOf(place, 'ecs', '*') },
        },
      },
    ],
  }
}

function pulling({ repositories, imageSources }: Grants, place: Place): Statement[] {
  const sources = [...repositories.map(repository => ({ ...place, repository })), ...imageSources]
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

function readingSecrets({ secrets }: Grants, place: Place): Statement[] {
  if (secrets.length === 0) return []
  // Secrets Manager puts a hyphen and six characters behind a name; so many question marks match no other name,
  // and match the secret again after it was deleted and made anew.
  const arns = secrets.map(name => arnOf(place, 'secretsmanager', `secret:${name}-??????`))
  return [allow(['secretsmanager:GetSecretValue'], arns)]
}

/** AWS's own keys need no grant; a parameter made elsewhere may lie under another key, readable through SSM only. */
function readingParameters({ parameters, foreignParameters }: Grants, place: Place): Statement[] {
  const arn = (name: string) => arnOf(place, 'ssm', `parameter/${name.replace(/^\//, '')}`)
  const all = [...parameters, ...foreignParameters].map(arn)
  const reading = all.length > 0 ? [allow(['ssm:GetParameters'], all)] : []
  if (foreignParameters.length === 0) return reading
  const decrypting: Statement = {
    ...allow(['kms:Decrypt'], [arnOf(place, 'kms', 'key/*')]),
    Condition: {
      StringEquals: {
        'kms:ViaService': `ssm.${place.region}.amazonaws.com`,
        'kms:EncryptionContext:PARAMETER_ARN': foreignParameters.map(arn),
      },
    },
  }
  return [...reading, decrypting]
}

function repositoryOf({ project, environment }: Owner, name: string, { repository }: Service): string {
  return repository?.existing ?? `${project}-${environment}/${name}`
}

/** A given image may lie in the ECR of another account or region, whose own policy then has to allow the pull. */
function imageSourcesOf({ image = '' }: Service): ImageSource[] {
  const parts = /^(\d{12})\.dkr\.ecr\.([^./]+)\.[^/]+\/([^:@]+)/.exec(image)
  return parts ? [{ account: parts[1]!, region: parts[2]!, repository: parts[3]! }] : []
}

function allow(actions: readonly string[], resources: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}
