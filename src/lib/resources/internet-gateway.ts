import { unlessExists, unlessMissing } from '../aws/index.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { changed, defineResource } from './resource.ts'
import { vpc } from './vpc.ts'

export interface InternetGatewayState {
  readonly gatewayId: string
  /** The VPC that it is attached to. */
  readonly vpcId: string | undefined
}

export const internetGateway = defineResource<object, InternetGatewayState, { vpc: typeof vpc }>({
  kind: 'internet-gateway',
  stage: 'bootstrap',
  deps: { vpc },

  desired: ({ network }) => (network.existing ? {} : { main: {} }),

  async inspect(scope, ports) {
    const { InternetGateways = [] } = await ports.ec2.describeInternetGateways({ Filters: ours(scope) })
    return Object.fromEntries(
      withId(InternetGateways, scope).map(([id, { InternetGatewayId, Attachments }]) => [
        id,
        { gatewayId: InternetGatewayId!, vpcId: Attachments?.[0]?.VpcId },
      ]),
    )
  },

  diff: (_want, have, deps) => changed('vpc', have.vpcId, deps.vpc.get('main')?.vpcId),

  async ensure(_want, have, deps, run) {
    const { vpcId } = deps.vpc.of('main')
    const gatewayId = have?.gatewayId ?? (await create())
    if (have?.vpcId !== vpcId) {
      await unlessExists(run.ports.ec2.attachInternetGateway({ InternetGatewayId: gatewayId, VpcId: vpcId }))
    }
    return { gatewayId, vpcId }

    async function create() {
      const TagSpecifications = ec2TagSpecification('internet-gateway', run)
      const { InternetGateway } = await run.ports.ec2.createInternetGateway({ TagSpecifications })
      return InternetGateway!.InternetGatewayId!
    }
  },

  async remove({ gatewayId, vpcId }, { ports }) {
    if (vpcId)
      await unlessMissing(ports.ec2.detachInternetGateway({ InternetGatewayId: gatewayId, VpcId: vpcId }))
    await unlessMissing(ports.ec2.deleteInternetGateway({ InternetGatewayId: gatewayId }))
  },

  identify: ({ gatewayId }) => gatewayId,
})
