import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { awsError } from '../../src/lib/sandbox/aws-error.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { defineService } from '../../src/lib/sandbox/service.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let received: unknown
const createdAt = new Date('2026-11-01T12:30:00Z')

const echoes = [
  defineService({
    id: 'ecs',
    load: () => import('@aws-sdk/client-ecs'),
    operations: {
      RegisterTaskDefinition(input) {
        received = input
        return { taskDefinition: { family: input.family, revision: 7, registeredAt: createdAt }, tags: [] }
      },
      DescribeTaskDefinition() {
        throw awsError('ClientException', 'Unable to describe task definition.')
      },
    },
  }),
  defineService({
    id: 'elasticloadbalancing',
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    operations: {
      DescribeLoadBalancers(input) {
        received = input
        if (input.Names)
          throw awsError('LoadBalancerNotFoundException', 'One or more load balancers not found')
        return {
          LoadBalancers: [
            { LoadBalancerName: 'a&b', CreatedTime: createdAt, SecurityGroups: ['sg-1', 'sg-2'] },
          ],
        }
      },
    },
  }),
  defineService({
    id: 'ec2',
    load: () => import('@aws-sdk/client-ec2'),
    operations: {
      CreateVpc(input) {
        received = input
        return {
          Vpc: {
            VpcId: 'vpc-1',
            CidrBlock: input.CidrBlock,
            IsDefault: false,
            Tags: [{ Key: 'k', Value: 'v' }],
          },
        }
      },
      DescribeVpcs(input) {
        received = input
        if (input.VpcIds)
          throw awsError('InvalidVpcID.NotFound', `The vpc ID '${input.VpcIds[0]}' does not exist`)
        return { Vpcs: [] }
      },
    },
  }),
  defineService({
    id: 'monitoring',
    load: () => import('@aws-sdk/client-cloudwatch'),
    operations: {
      PutMetricAlarm(input) {
        received = input
        if (input.AlarmName === 'too-many') throw awsError('LimitExceededFault', 'Too many alarms')
        return {}
      },
      DescribeAlarms(input) {
        received = input
        return { MetricAlarms: [{ AlarmName: 'a', Threshold: 1.5, StateUpdatedTimestamp: createdAt }] }
      },
    },
  }),
  defineService({
    id: 'route53',
    load: () => import('@aws-sdk/client-route-53'),
    operations: {
      ChangeResourceRecordSets(input) {
        received = input
        return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: createdAt } }
      },
      GetHostedZone(input) {
        throw awsError('NoSuchHostedZone', `No hosted zone found with ID: ${input.Id}`)
      },
    },
  }),
  defineService({
    id: 'sns',
    load: () => import('@aws-sdk/client-sns'),
    operations: {
      CreateTopic(input) {
        received = input
        return { TopicArn: 'arn:aws:sns:eu-west-1:123456789012:t' }
      },
    },
  }),
]

beforeAll(async () => {
  sandbox = await startSandbox({ services: echoes })
})
beforeEach(() => {
  received = undefined
})
afterAll(() => sandbox.close())

describe('SDK for JavaScript', () => {
  test('AWS JSON', async () => {
    const input = {
      family: 'api',
      containerDefinitions: [
        { name: 'api', image: 'x@sha256:1', environment: [{ name: 'A', value: 'ü' }], cpu: 256 },
      ],
      runtimePlatform: { cpuArchitecture: 'ARM64' as const },
    }
    const output = await new ECSClient(clientConfig(sandbox)).send(new RegisterTaskDefinitionCommand(input))
    expect(received).toEqual(input)
    expect(output.taskDefinition).toEqual({ family: 'api', revision: 7, registeredAt: createdAt })
  })

  test('AWS JSON of a service that once spoke Query', async () => {
    const client = new CloudWatchClient(clientConfig(sandbox))
    const AlarmName = 'too-many'
    const alarm = { AlarmName, EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' as const }
    await expect(client.send(new PutMetricAlarmCommand(alarm))).rejects.toMatchObject({
      name: 'LimitExceededFault',
    })
    expect(received).toEqual(alarm)
  })

  test('Query', async () => {
    const client = new ElasticLoadBalancingV2Client(clientConfig(sandbox))
    const { LoadBalancers } = await client.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: ['a', 'b'] }),
    )
    expect(received).toEqual({ LoadBalancerArns: ['a', 'b'] })
    expect(LoadBalancers).toEqual([
      { LoadBalancerName: 'a&b', CreatedTime: createdAt, SecurityGroups: ['sg-1', 'sg-2'] },
    ])
    const missing = client.send(new DescribeLoadBalancersCommand({ Names: ['x'] }))
    await expect(missing).rejects.toMatchObject({
      name: 'LoadBalancerNotFoundException',
      Code: 'LoadBalancerNotFound',
      message: 'One or more load balancers not found',
    })
  })

  test('Query with a map', async () => {
    const input = {
      Name: 't',
      Attributes: { DisplayName: 'T', Policy: '{"a": 1}' },
      Tags: [{ Key: 'k', Value: 'v' }],
    }
    await new SNSClient(clientConfig(sandbox)).send(new CreateTopicCommand(input))
    expect(received).toEqual(input)
  })

  test('EC2 Query', async () => {
    const client = new EC2Client(clientConfig(sandbox))
    const input = {
      CidrBlock: '10.0.0.0/16',
      TagSpecifications: [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'Name', Value: 'a' }] }],
    }
    const { Vpc } = await client.send(new CreateVpcCommand(input))
    expect(received).toEqual(input)
    expect(Vpc).toEqual({
      VpcId: 'vpc-1',
      CidrBlock: '10.0.0.0/16',
      IsDefault: false,
      Tags: [{ Key: 'k', Value: 'v' }],
    })
    const filters = { Filters: [{ Name: 'tag:k', Values: ['v', 'w'] }] }
    expect((await client.send(new DescribeVpcsCommand(filters))).Vpcs).toEqual([])
    expect(received).toEqual(filters)
    const missing = client.send(new DescribeVpcsCommand({ VpcIds: ['vpc-9'] }))
    await expect(missing).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' })
  })

  test('REST-XML', async () => {
    const ChangeBatch = {
      Changes: [
        {
          Action: 'UPSERT' as const,
          ResourceRecordSet: {
            Name: 'a.example.com',
            Type: 'A' as const,
            AliasTarget: { HostedZoneId: 'Z2', DNSName: 'lb.example.com', EvaluateTargetHealth: false },
          },
        },
        {
          Action: 'CREATE' as const,
          ResourceRecordSet: {
            Name: 'b',
            Type: 'TXT' as const,
            TTL: 60,
            ResourceRecords: [{ Value: '"<x>"' }],
          },
        },
      ],
    }
    const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch })
    const { ChangeInfo } = await new Route53Client(clientConfig(sandbox)).send(command)
    expect(received).toEqual({ HostedZoneId: 'Z1', ChangeBatch })
    expect(ChangeInfo).toEqual({ Id: '/change/C1', Status: 'PENDING', SubmittedAt: createdAt })
  })
})

describeWithAws('AWS CLI and boto3', () => {
  test('AWS JSON', async () => {
    const containers = JSON.stringify([{ name: 'api', image: 'x' }])
    const arguments_ = [
      'ecs',
      'register-task-definition',
      '--family',
      'api',
      '--container-definitions',
      containers,
    ]
    const { taskDefinition } = JSON.parse((await awsCli(sandbox, arguments_)).stdout)
    expect(received).toEqual({ family: 'api', containerDefinitions: [{ name: 'api', image: 'x' }] })
    expect(new Date(taskDefinition.registeredAt * 1000)).toEqual(createdAt)
    const failed = await awsCli(sandbox, ['ecs', 'describe-task-definition', '--task-definition', 'x'])
    expect(failed.stderr).toContain(
      '(ClientException) when calling the DescribeTaskDefinition operation: Unable to',
    )
  })

  test('CBOR', async () => {
    const { MetricAlarms } = (await boto3(sandbox, 'cloudwatch', 'describe_alarms', { MaxRecords: 5 })).output
    expect(received).toEqual({ MaxRecords: 5 })
    expect(MetricAlarms).toEqual([
      { AlarmName: 'a', Threshold: 1.5, StateUpdatedTimestamp: '2026-11-01T12:30:00+00:00' },
    ])
    const alarm = { AlarmName: 'too-many', EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' }
    expect((await boto3(sandbox, 'cloudwatch', 'put_metric_alarm', alarm)).error).toBe('LimitExceeded')
  })

  test('Query', async () => {
    const lists = { LoadBalancerArns: ['a', 'b'] }
    const { LoadBalancers } = (await boto3(sandbox, 'elbv2', 'describe_load_balancers', lists)).output
    expect(received).toEqual(lists)
    expect(LoadBalancers).toEqual([
      { LoadBalancerName: 'a&b', CreatedTime: '2026-11-01T12:30:00+00:00', SecurityGroups: ['sg-1', 'sg-2'] },
    ])
    const missing = await boto3(sandbox, 'elbv2', 'describe_load_balancers', { Names: ['x'] })
    expect(missing.error).toBe('LoadBalancerNotFound')
  })

  test('EC2 Query', async () => {
    const Filters = [{ Name: 'tag:k', Values: ['v', 'w'] }]
    expect((await boto3(sandbox, 'ec2', 'describe_vpcs', { Filters })).output.Vpcs).toEqual([])
    expect(received).toEqual({ Filters })
    expect((await boto3(sandbox, 'ec2', 'describe_vpcs', { VpcIds: ['vpc-9'] })).error).toBe(
      'InvalidVpcID.NotFound',
    )
  })

  test('REST-XML', async () => {
    expect((await boto3(sandbox, 'route53', 'get_hosted_zone', { Id: 'Z9' })).error).toBe('NoSuchHostedZone')
  })
})
