import { expect, test } from 'vitest'
import { bucket } from '../../../src/lib/resources/bucket.ts'
import { distribution } from '../../../src/lib/resources/cloudfront/distribution.ts'
import { originAccessControl } from '../../../src/lib/resources/cloudfront/origin-access-control.ts'
import { manifestOf } from '../manifest.ts'
import { startMoto } from '../moto.ts'
import { standOn } from '../on-both.ts'

/**
 * A second witness of a distribution's life. moto 5.2.1 has neither cache policies, nor response headers policies, nor
 * origin access identities, so that here a distribution is made without; and it forgets which access control an origin
 * has. The sandbox has seen it with them all.
 */
const kinds = [bucket, distribution, originAccessControl]
const forgotten = ['distribution/site update Origins']
const site = { website: { directory: './out', error: '404.html' }, cdn: true }

const { moto, environment } = standOn(kinds, startMoto)

async function theOnly() {
  const { DistributionList } = await moto.ports.cloudfront.listDistributions({})
  expect(DistributionList!.Quantity).toBe(1)
  const [{ Id, ARN } = {}] = DistributionList!.Items!
  const [{ Distribution, ETag }, { Tags }] = await Promise.all([
    moto.ports.cloudfront.getDistribution({ Id }),
    moto.ports.cloudfront.listTagsForResource({ Resource: ARN }),
  ])
  return { Id, config: Distribution!.DistributionConfig!, ETag, tags: Tags!.Items }
}

test('it is made once, with its tags, and a second time there is nothing to do but what moto forgets', async () => {
  const manifest = manifestOf({ buckets: { site } })
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual(forgotten)
  const { tags } = await theOnly()
  expect(tags).toContainEqual({ Key: 'deployctl:id', Value: 'site' })
})

test('what somebody changed by hand is seen, and put right', async () => {
  const { Id, config, ETag } = await theOnly()
  const changed = { ...config, DefaultRootObject: 'home.html' }
  await moto.ports.cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig: changed })
  const manifest = manifestOf({ buckets: { site } })
  expect(await environment.plan(manifest)).toEqual(['distribution/site update DefaultRootObject Origins'])
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual(forgotten)
})

test('it is disabled, and goes', async () => {
  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
  expect((await moto.ports.cloudfront.listDistributions({})).DistributionList!.Quantity).toBe(0)
})

test.each([
  'listCachePolicies',
  'listResponseHeadersPolicies',
  'listCloudFrontOriginAccessIdentities',
] as const)('moto lacks %s', async operation => {
  // Where this begins to succeed, the kinds above can be tested on moto, too.
  await expect(moto.ports.cloudfront[operation]({})).rejects.toThrow()
})
