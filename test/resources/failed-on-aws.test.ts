import {
  AllocateAddressCommand,
  CreateNatGatewayCommand,
  DescribeNatGatewaysCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { natGateway } from '../../src/lib/resources/nat-gateway.ts'
import type { Run } from '../../src/lib/resources/resource.ts'
import { fakeClock } from '../aws/fake-clock.ts'
import { scope } from './manifest.ts'

test('a NAT gateway that AWS gave up on is told at once, with the reason', async () => {
  const ec2 = mockClient(EC2Client)
  ec2.on(AllocateAddressCommand).resolves({ AllocationId: 'eipalloc-1', PublicIp: '203.0.113.1' })
  ec2.on(CreateNatGatewayCommand).resolves({ NatGateway: { NatGatewayId: 'nat-1' } })
  const gateway = { NatGatewayId: 'nat-1', FailureMessage: 'Subnet has insufficient free addresses' }
  ec2
    .on(DescribeNatGatewaysCommand)
    .resolvesOnce({ NatGateways: [{ ...gateway, State: 'pending' }] })
    .resolves({ NatGateways: [{ ...gateway, State: 'failed' }] })
  const clock = fakeClock()
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  const ports = makePorts(connect({ region: 'eu-west-1', clock, credentials }))
  const run = {
    id: 'a',
    scope,
    ports,
    clock,
    signal: new AbortController().signal,
    waiting: () => {},
  } as unknown as Run
  const subnet = { of: () => ({ subnetId: 'subnet-1' }) } as never
  const making = natGateway.ensure(
    { subnet: 'public-a' },
    undefined,
    { subnet, internetGateway: subnet },
    run,
  )
  await expect(making).rejects.toMatchObject({
    code: 'graph.failed-on-aws',
    message: 'NAT gateway nat-1 failed: Subnet has insufficient free addresses.',
  })
  expect(clock.slept.length).toBe(1)
})
