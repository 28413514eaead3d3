import type { BucketState } from '../../../resources/bucket.ts'
import type { DistributionState } from '../../../resources/cloudfront/distribution.ts'
import type { World } from '../../../resources/world.ts'
import type { Context } from '../../context.ts'
import type { FrontDoor } from '../front-door.ts'
import type { WantedPart } from '../parts/prepare.ts'
import { describe, repeated, type SmokeResult } from '../smoke.ts'
import type { TimedSteps } from '../timed-steps.ts'

/** Sends the smoke tests of a release's sites to where their visitors go, all at once. */
export async function smokeSites(
  context: Context,
  steps: TimedSteps,
  wanted: readonly WantedPart[],
  world: World,
): Promise<SmokeResult[]> {
  const { things = {} } = wanted.find(({ part }) => part.name === 'sites') ?? {}
  const tests = Object.keys(things).flatMap(name =>
    context.manifest.buckets[name]!.website!.smoke.map(test => ({ name, test })),
  )
  if (tests.length === 0) return []
  const work = () =>
    Promise.all(
      tests.map(async ({ name, test }) =>
        repeated(context, await doorOf(context, name, world), `site ${name}`, test),
      ),
    )
  return steps.step('smoke sites', work, describe)
}

/** CloudFront's own name is connected to, so that a young DNS record says nothing about a release. */
async function doorOf({ trust, endpoint }: Context, name: string, world: World): Promise<FrontDoor> {
  const distribution = world.lookup<DistributionState>('distribution').get(name)
  if (distribution) {
    const { host, outputs } = distribution
    return { url: outputs.cdnUrl!, address: `https://${host}`, ca: await trust?.() }
  }
  const { url } = world.lookup<BucketState>('bucket').of(name).outputs
  return { url: url!, address: endpoint ?? url! }
}
