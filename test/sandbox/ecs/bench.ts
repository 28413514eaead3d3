import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import * as ecs from '@aws-sdk/client-ecs'
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { expect } from 'vitest'
import { type SandboxOptions, startSandbox } from '../../../src/lib/sandbox/index.ts'
import { clientConfig } from '../client-config.ts'

/** Seconds, as the sandbox counts them. */
export const seconds = 1000

/** A sandbox with a network, a role, and a cluster in it; its clock stands still until told. */
export async function startBench(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ speed: 0, ...options })
  const config = clientConfig(sandbox)
  const client = new ecs.ECSClient(config)
  const network = await makeNetwork(new EC2Client(config))
  const role = await makeRole(new IAMClient(config))
  await client.send(
    new ecs.CreateClusterCommand({ clusterName: 'main', capacityProviders: ['FARGATE', 'FARGATE_SPOT'] }),
  )
  // A role is not assumable at once.
  await sandbox.advance(60 * seconds)
  return {
    sandbox,
    config,
    ecs: client,
    elb: new elb.ElasticLoadBalancingV2Client(config),
    role,
    ...network,
    networkConfiguration: {
      awsvpcConfiguration: { subnets: network.subnets, securityGroups: [network.group] },
    },
  }
}

/** Closes it, and fails where an event of the sandbox has failed. */
export async function closeBench(bench: Bench): Promise<void> {
  await bench.sandbox.close()
  expect(bench.sandbox.calls.failures).toEqual([])
}

export type Bench = Awaited<ReturnType<typeof startBench>>

async function makeNetwork(ec2: EC2Client) {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const VpcId = Vpc!.VpcId!
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}))
  const InternetGatewayId = InternetGateway!.InternetGatewayId!
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }))
  const subnets: string[] = []
  for (const [index, zone] of ['a', 'b'].entries()) {
    const AvailabilityZone = `eu-west-1${zone}`
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone }),
    )
    subnets.push(Subnet!.SubnetId!)
  }
  const group = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: 'tasks', Description: 'tasks' }),
  )
  return { vpc: VpcId, subnets, group: group.GroupId! }
}

async function makeRole(iam: IAMClient): Promise<string> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'execution', AssumeRolePolicyDocument }))
  return Role!.Arn!
}

type Container = Partial<ecs.ContainerDefinition>

/** Registers a revision of `family` that behaves as its container says. @returns its ARN */
export async function register(bench: Bench, family: string, container: Container = {}, behaviour?: string) {
  const environment = behaviour === undefined ? [] : [{ name: 'SANDBOX_BEHAVIOUR', value: behaviour }]
  const { taskDefinition } = await bench.ecs.send(
    new ecs.RegisterTaskDefinitionCommand({
      family,
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: bench.role,
      containerDefinitions: [
        {
          name: 'app',
          image: 'public.ecr.aws/nginx/nginx:1',
          portMappings: [{ containerPort: 8080 }],
          environment,
          ...container,
        },
      ],
    }),
  )
  return taskDefinition!.taskDefinitionArn!
}

export async function createService(
  bench: Bench,
  serviceName: string,
  taskDefinition: string,
  more: Partial<ecs.CreateServiceRequest> = {},
) {
  const { networkConfiguration } = bench
  const launch = more.capacityProviderStrategy ? {} : { launchType: 'FARGATE' as const }
  const { service } = await bench.ecs.send(
    new ecs.CreateServiceCommand({
      cluster: 'main',
      serviceName,
      taskDefinition,
      desiredCount: 2,
      networkConfiguration,
      ...launch,
      ...more,
    }),
  )
  return service!
}

export async function describeService(bench: Bench, name: string) {
  const { services } = await bench.ecs.send(
    new ecs.DescribeServicesCommand({ cluster: 'main', services: [name] }),
  )
  return services![0]!
}

/** What the service said, oldest first, with its name and all ids left out. */
export async function eventsOf(bench: Bench, name: string) {
  const { events } = await describeService(bench, name)
  return events!
    .map(({ message }) =>
      message!
        .replace(`(service ${name}) `, '')
        .replace(/ecs-svc\/\d+/g, 'ecs-svc/…')
        .replace(/\(task [0-9a-f]+\)/g, '(task …)')
        .replace(/\(target-group [^)]+\)/g, '(target-group …)'),
    )
    .reverse()
}

/** The service's deployments, newest first. */
export async function deploymentsOf(bench: Bench, service: string) {
  const { serviceDeployments } = await bench.ecs.send(
    new ecs.ListServiceDeploymentsCommand({ cluster: 'main', service }),
  )
  if (serviceDeployments!.length === 0) return []
  const serviceDeploymentArns = serviceDeployments!.map(({ serviceDeploymentArn }) => serviceDeploymentArn!)
  const described = await bench.ecs.send(new ecs.DescribeServiceDeploymentsCommand({ serviceDeploymentArns }))
  return described.serviceDeployments!
}

export async function tasksOf(bench: Bench, desiredStatus: 'RUNNING' | 'STOPPED', serviceName?: string) {
  const { taskArns } = await bench.ecs.send(
    new ecs.ListTasksCommand({ cluster: 'main', desiredStatus, serviceName }),
  )
  if (taskArns!.length === 0) return []
  const { tasks } = await bench.ecs.send(new ecs.DescribeTasksCommand({ cluster: 'main', tasks: taskArns }))
  return tasks!
}

/** A load balancer with one listener that forwards to one target group, checked every ten seconds. */
export async function makeLoadBalancer(bench: Bench, name: string) {
  const made = await bench.elb.send(
    new elb.CreateLoadBalancerCommand({ Name: name, Subnets: bench.subnets, SecurityGroups: [bench.group] }),
  )
  const { LoadBalancerArn, DNSName } = made.LoadBalancers![0]!
  const { TargetGroups } = await bench.elb.send(
    new elb.CreateTargetGroupCommand({
      Name: name,
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: bench.vpc,
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
    }),
  )
  const { TargetGroupArn } = TargetGroups![0]!
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }]
  await bench.elb.send(new elb.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }))
  const { Listeners } = await bench.elb.send(
    new elb.CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  )
  return {
    arn: LoadBalancerArn!,
    dnsName: DNSName!,
    targetGroup: TargetGroupArn!,
    listener: Listeners![0]!.ListenerArn!,
    loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'app', containerPort: 8080 }],
  }
}

export async function targetHealth(bench: Bench, TargetGroupArn: string) {
  const { TargetHealthDescriptions } = await bench.elb.send(
    new elb.DescribeTargetHealthCommand({ TargetGroupArn }),
  )
  return TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!)
}
