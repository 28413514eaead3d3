import type { OriginAccessControlConfig } from '@aws-sdk/client-cloudfront'
import type { Ports } from '../../aws/index.ts'
import { bucket } from '../bucket.ts'
import type { Scope } from '../names.ts'
import { defineResource } from '../resource.ts'
import { eachDelivery } from './delivery.ts'
import { listOriginAccessControls } from './lists.ts'
import {
  diffPart,
  ensurePart,
  inspectParts,
  type PartCalls,
  type PartState,
  partName,
  removePart,
} from './part.ts'
import { idInComment, signed } from './signed.ts'

type Config = OriginAccessControlConfig
export type OriginAccessControlState = PartState<Config>

const deps = { bucket }

const calls: PartCalls<Config> = {
  what: 'origin access control',
  commentOf: ({ Description }) => Description,
  async list(ports) {
    const all = await listOriginAccessControls(ports)
    return all.map(({ Id, ...config }) => ({ awsId: Id!, config }))
  },
  async read(Id, { cloudfront }) {
    const { OriginAccessControl, ETag } = await cloudfront.getOriginAccessControl({ Id })
    return { config: OriginAccessControl!.OriginAccessControlConfig!, etag: ETag! }
  },
  async create(OriginAccessControlConfig, { cloudfront }) {
    const { OriginAccessControl } = await cloudfront.createOriginAccessControl({ OriginAccessControlConfig })
    return OriginAccessControl!.Id!
  },
  update: (Id, OriginAccessControlConfig, IfMatch, { cloudfront }) =>
    cloudfront.updateOriginAccessControl({ Id, IfMatch, OriginAccessControlConfig }),
  remove: (Id, IfMatch, { cloudfront }) => cloudfront.deleteOriginAccessControl({ Id, IfMatch }),
}

/**
 * How a distribution signs what it asks of its bucket. Every delivery has one, also where the older identity is in
 * use: it comes first and goes last, so that where there is none nothing else has to be looked for.
 */
export const originAccessControl = defineResource<
  Record<never, never>,
  OriginAccessControlState,
  typeof deps
>({
  kind: 'origin-access-control',
  stage: 'bootstrap',
  deps,

  desired: manifest => eachDelivery(manifest, () => ({})),
  inspect: (scope, ports) => inspectParts(calls, scope, ports),
  diff: (_want, { config }) => diffPart(signing, config),
  ensure: (_want, have, _deps, run) =>
    ensurePart(calls, { Name: partName(run), Description: signed(run.id, run.scope), ...signing }, have, run),
  remove: (have, run) => removePart(calls, have, run),
  identify: ({ awsId }) => awsId,
})

const signing = {
  OriginAccessControlOriginType: 's3',
  SigningBehavior: 'always',
  SigningProtocol: 'sigv4',
} as const

/** Whether CloudFront holds anything of this environment. */
export async function deliversAnything(scope: Scope, ports: Ports): Promise<boolean> {
  const all = await listOriginAccessControls(ports)
  return all.some(({ Description }) => idInComment(Description, scope) !== undefined)
}
