import { unlessMissing } from '../../aws/index.ts'
import { nameOf } from '../names.ts'
import { defineResource } from '../resource.ts'
import { eachDelivery } from './delivery.ts'
import { listOriginAccessIdentities } from './lists.ts'
import { deliversAnything, originAccessControl } from './origin-access-control.ts'
import { idInComment, signed } from './signed.ts'

export interface OriginAccessIdentityState {
  readonly awsId: string
}

const deps = { originAccessControl }

/** Who a distribution is to its bucket, in the way that came before origin access control; only where asked for. */
export const originAccessIdentity = defineResource<
  Record<never, never>,
  OriginAccessIdentityState,
  typeof deps
>({
  kind: 'origin-access-identity',
  stage: 'bootstrap',
  deps,

  desired: manifest => eachDelivery(manifest, ({ identity }) => (identity === 'oai' ? {} : undefined)),

  async inspect(scope, ports) {
    if (!(await deliversAnything(scope, ports))) return {}
    const ours = (await listOriginAccessIdentities(ports)).flatMap(({ Id, Comment }) => {
      const id = idInComment(Comment, scope)
      return id === undefined ? [] : [[id, { awsId: Id! }] as const]
    })
    return Object.fromEntries(ours)
  },

  diff: () => [],

  async ensure(_want, have, _deps, { scope, id, ports }) {
    const Comment = signed(id, scope)
    // The same reference with the same content answers with the identity that it made before.
    const CloudFrontOriginAccessIdentityConfig = { CallerReference: nameOf(scope, id), Comment }
    const standing = (await listOriginAccessIdentities(ports)).find(one => one.Comment === Comment)?.Id
    const awsId = have?.awsId ?? standing
    if (awsId !== undefined) return { awsId }
    const made = await ports.cloudfront.createCloudFrontOriginAccessIdentity({
      CloudFrontOriginAccessIdentityConfig,
    })
    return { awsId: made.CloudFrontOriginAccessIdentity!.Id! }
  },

  async remove({ awsId: Id }, { ports: { cloudfront } }) {
    const removal = async () => {
      const { ETag } = await cloudfront.getCloudFrontOriginAccessIdentity({ Id })
      await cloudfront.deleteCloudFrontOriginAccessIdentity({ Id, IfMatch: ETag })
    }
    await unlessMissing(removal())
  },

  identify: ({ awsId }) => awsId,
})
