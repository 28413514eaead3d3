import { deliveries } from '../../../resources/cloudfront/delivery.ts'
import { eachPart, type ReadParts } from './part.ts'

/** By their comments, which one call lists; `plan` looks at their tags, too. */
export const distributions: ReadParts = async ({ manifest, scope, ports }) => {
  const names = Object.keys(deliveries(manifest))
  if (names.length === 0) return []
  const [{ listDistributions }, { idInComment }] = await Promise.all([
    import('../../../resources/cloudfront/lists.ts'),
    import('../../../resources/cloudfront/signed.ts'),
  ])
  const all = await listDistributions(ports)
  const own = all.flatMap(one => {
    const id = idInComment(one.Comment, scope)
    return id === undefined ? [] : [[id, one] as const]
  })
  return eachPart(
    'distribution',
    names,
    Object.fromEntries(own),
    ({ Status, Enabled, DomainName, Aliases }) => ({
      status: Enabled ? (Status === 'InProgress' ? 'in progress' : Status!.toLowerCase()) : 'disabled',
      // It answers while its edges learn what is new.
      well: Enabled ?? false,
      detail: `https://${Aliases?.Items?.[0] ?? DomainName}`,
    }),
  )
}
