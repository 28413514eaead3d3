import type { ContainerDefinition, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import { checkFargateSize } from './fargate-sizes.ts'
import { checkVolumes } from './volume-rules.ts'

const nameForm = /^[A-Za-z0-9_-]{1,255}$/
const ecrImage = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\//

function refuse(message: string): never {
  throw awsError('ClientException', message)
}

/**
 * What RegisterTaskDefinition refuses.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 *
 * @throws AwsError ClientException
 */
export function checkTaskDefinition(input: RegisterTaskDefinitionRequest): void {
  const containers = input.containerDefinitions ?? []
  if (!nameForm.test(input.family ?? '')) refuse('Family contains invalid characters.')
  if (containers.length === 0) refuse('Container list cannot be empty.')
  for (const container of containers) checkContainer(container)
  checkNames(containers)
  checkVolumes(input, containers)
  if (!containers.some(({ essential }) => essential !== false)) {
    refuse('Invalid setting for containers. At least one container must be marked as essential.')
  }
  if (input.networkMode === 'awsvpc') checkPorts(containers)
  if (input.requiresCompatibilities?.includes('FARGATE')) checkFargate(input, containers)
  checkExecutionRole(input, containers)
}

function checkContainer({ name, image, secrets = [], environment = [] }: ContainerDefinition): void {
  if (!nameForm.test(name ?? '')) refuse('Container.name contains invalid characters.')
  if (!image) refuse('Container.image should not be null or empty.')
  const taken = new Set(environment.map(variable => variable.name))
  const twice = secrets.find(secret => taken.has(secret.name))
  if (twice)
    refuse(
      `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${twice.name}'.`,
    )
}

function checkNames(containers: readonly ContainerDefinition[]): void {
  const names = containers.map(({ name }) => name)
  if (new Set(names).size < names.length) {
    refuse("Invalid 'name' setting for container. Container names must be unique within a task definition.")
  }
}

function checkPorts(containers: readonly ContainerDefinition[]): void {
  const mappings = containers.flatMap(({ portMappings = [] }) => portMappings)
  if (mappings.some(({ hostPort, containerPort }) => hostPort && hostPort !== containerPort)) {
    refuse('When networkMode=awsvpc, the host ports and container ports in port mappings must match.')
  }
}

function checkFargate(
  { networkMode, cpu, memory }: RegisterTaskDefinitionRequest,
  containers: readonly ContainerDefinition[],
): void {
  if (networkMode !== 'awsvpc') refuse("Fargate only supports network mode 'awsvpc'.")
  if (!cpu) refuse("Fargate requires that 'cpu' be defined at the task level.")
  if (!memory) refuse("Fargate requires that 'memory' be defined at the task level.")
  checkFargateSize(cpu, memory)
  const total = containers.reduce((sum, container) => sum + (container.cpu ?? 0), 0)
  if (total > Number(cpu))
    refuse("The 'cpu' settings of the containers add up to more than the 'cpu' of the task.")
  if (containers.some(container => (container.memory ?? 0) > Number(memory))) {
    refuse("Invalid 'memory' setting for container. It must not be more than the 'memory' of the task.")
  }
  if (containers.some(({ stopTimeout = 0 }) => stopTimeout > 120)) {
    refuse("Invalid 'stopTimeout' setting for container. The maximum on Fargate is 120 seconds.")
  }
}

/** Fargate's agent acts as the execution role; without one it can neither pull nor log nor read a secret. */
function checkExecutionRole(
  { executionRoleArn, requiresCompatibilities }: RegisterTaskDefinitionRequest,
  containers: readonly ContainerDefinition[],
): void {
  if (executionRoleArn !== undefined && executionRoleArn !== '') return
  if (containers.some(({ secrets = [] }) => secrets.length > 0)) {
    refuse('When you are specifying container secrets, you must also specify a value for executionRoleArn.')
  }
  if (!requiresCompatibilities?.includes('FARGATE')) return
  if (containers.some(({ image = '' }) => ecrImage.test(image))) {
    refuse('Fargate requires task definition to have execution role ARN to support ECR images.')
  }
  if (containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs')) {
    refuse('Fargate requires task definition to have execution role ARN to support log driver awslogs.')
  }
}
