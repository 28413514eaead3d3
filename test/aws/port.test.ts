import { AllocateAddressCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { fakeClock } from './fake-clock.ts'

const mock = mockClient(EC2Client)
const throttled = Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' })
const reset = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })

function ports() {
  const clock = fakeClock()
  return { clock, ports: makePorts(connect({ region: 'eu-west-1', clock })) }
}

afterEach(() => mock.reset())

describe('a port', () => {
  it('sends what it is given and returns what AWS answers', async () => {
    mock.on(DescribeVpcsCommand, { VpcIds: ['vpc-1'] }).resolves({ Vpcs: [{ VpcId: 'vpc-1' }] })
    const { Vpcs } = await ports().ports.ec2.describeVpcs({ VpcIds: ['vpc-1'] })
    expect(Vpcs).toEqual([{ VpcId: 'vpc-1' }])
  })

  it('says which call failed, and of what kind the refusal was', async () => {
    mock.on(DescribeVpcsCommand).rejects(Object.assign(new Error('no'), { name: 'UnauthorizedOperation' }))
    await expect(ports().ports.ec2.describeVpcs({})).rejects.toMatchObject({
      code: 'aws.denied',
      data: { service: 'ec2', operation: 'DescribeVpcs', reason: 'denied' },
    })
  })

  it('repeats a call without a token only when it was throttled', async () => {
    mock
      .on(AllocateAddressCommand)
      .rejectsOnce(throttled)
      .rejectsOnce(throttled)
      .resolves({ AllocationId: 'eipalloc-1' })
    const {
      ports: { ec2 },
      clock,
    } = ports()
    expect((await ec2.allocateAddress({})).AllocationId).toBe('eipalloc-1')
    expect(clock.slept.length).toBe(2)
  })

  it('repeats any call that met another one, which the SDK does not', async () => {
    const met = Object.assign(new Error('pending update'), { name: 'ConcurrentUpdateException' })
    mock.on(DescribeVpcsCommand).rejectsOnce(met).resolves({ Vpcs: [] })
    const { clock, ports: made } = ports()
    expect(await made.ec2.describeVpcs({})).toEqual({ Vpcs: [] })
    expect(clock.slept.length).toBe(1)
  })

  it('does not repeat one whose answer was lost', async () => {
    mock.on(AllocateAddressCommand).rejectsOnce(reset).resolves({ AllocationId: 'eipalloc-2' })
    await expect(ports().ports.ec2.allocateAddress({})).rejects.toMatchObject({ code: 'aws.unreachable' })
    expect(mock.commandCalls(AllocateAddressCommand).length).toBe(1)
  })
})
