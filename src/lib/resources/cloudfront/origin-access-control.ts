import type { OriginAccessControlConfig } from '@aws-sdk/client-cloudfront'
import type { Ports } from '../../aws/index.ts'
import { bucket } from '../bucket.ts'
import type { Scope } from '../names.ts'
import { definePart } from './define-part.ts'
import { eachDelivery } from './delivery.ts'
import { listOriginAccessControls } from './lists.ts'
import { idInComment } from './signed.ts'

const signing = {
  OriginAccessControlOriginType: 's3',
  SigningBehavior: 'always',
  SigningProtocol: 'sigv4',
} as const

/**
 * How a distribution signs what it asks of its bucket. Every delivery has one, also where the older identity is in
 * use: it comes first and goes last, so that where there is none nothing else has to be looked for.
 */
export const originAccessControl = definePart<
  Record<never, never>,
  OriginAccessControlConfig,
  { bucket: typeof bucket }
>({
  kind: 'origin-access-control',
  deps: { bucket },
  desired: manifest => eachDelivery(manifest, () => ({})),
  settings: () => signing,
  calls: {
    what: 'origin access control',
    comment: 'Description',
    async list(ports) {
      const all = await listOriginAccessControls(ports)
      return all.map(({ Id, ...config }) => ({ awsId: Id!, config }))
    },
    async read(Id, { cloudfront }) {
      const { OriginAccessControl, ETag } = await cloudfront.getOriginAccessControl({ Id })
      return { config: OriginAccessControl!.OriginAccessControlConfig!, etag: ETag! }
    },
    async create(OriginAccessControlConfig, { cloudfront }) {
      const { OriginAccessControl } = await cloudfront.createOriginAccessControl({
        OriginAccessControlConfig,
      })
      return OriginAccessControl!.Id!
    },
    update: (Id, OriginAccessControlConfig, IfMatch, { cloudfront }) =>
      cloudfront.updateOriginAccessControl({ Id, IfMatch, OriginAccessControlConfig }),
    remove: (Id, IfMatch, { cloudfront }) => cloudfront.deleteOriginAccessControl({ Id, IfMatch }),
  },
})

/** Whether CloudFront holds anything of this environment. */
export async function deliversAnything(scope: Scope, ports: Ports): Promise<boolean> {
  const all = await listOriginAccessControls(ports)
  return all.some(({ Description }) => idInComment(Description, scope) !== undefined)
}
