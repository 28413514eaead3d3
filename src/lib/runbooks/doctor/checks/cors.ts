import type { BucketState } from '../../../resources/bucket.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { standingOf } from '../readers/standing.ts'
import { counted } from '../telling.ts'

/** Whether browsers may ask the buckets for what the system's own pages want of them. */
export const cors = defineCheck({
  name: 'cors',
  title: 'Buckets let the system’s own pages ask',
  area: 'stores',
  needs: ['standing'],
  examine({ standing }, about) {
    const asked = Object.entries(about.manifest.buckets).filter(([, { cors }]) => cors.length > 0)
    const found = new Map(standingOf<BucketState>(standing, 'bucket'))
    const standingOnes = asked.filter(([name]) => found.has(name))
    if (standingOnes.length === 0) return { skipped: 'no bucket with CORS rules stands' }
    const findings = standingOnes.flatMap(([name]) => {
      const { name: awsName, settings } = found.get(name)!
      const origins = settings.cors.flatMap(rule => rule.origins)
      return [...drifted(name, awsName, origins, about), ...strange(name, awsName, origins, about)]
    })
    return { looked: counted(standingOnes.length, 'bucket'), findings }
  },
})

function drifted(
  name: string,
  awsName: string,
  origins: readonly string[],
  { manifest, scope }: About,
): Finding[] {
  const wanted = manifest.buckets[name]!.cors.flatMap(rule => rule.origins)
  const missing = wanted.filter(origin => !origins.includes(origin))
  if (missing.length === 0) return []
  return [
    {
      level: 'problem',
      message: `The bucket ${name} does not let pages of ${missing.join(', ')} ask.`,
      evidence: [`${awsName} lets ask: ${origins.join(', ') || 'nobody'}`],
      next: `deployctl bootstrap ${scope.environment}`,
    },
  ]
}

function strange(
  name: string,
  awsName: string,
  origins: readonly string[],
  { manifest, scope }: About,
): Finding[] {
  const { domain } = manifest
  const wanted = manifest.buckets[name]!.cors.flatMap(rule => rule.origins)
  const own = `https://${domain?.name}`
  if (!domain || [...origins, ...wanted].some(origin => covers(origin, own))) return []
  return [
    {
      level: 'warning',
      message: `The bucket ${name} does not let pages of ${own} ask, which is where users are.`,
      evidence: [`${awsName} lets ask: ${origins.join(', ')}`],
      next: `add ${own} to the origins of buckets.${name}.cors, then deployctl bootstrap ${scope.environment}`,
    },
  ]
}

/** As S3 matches origins: one `*` stands for any text. */
function covers(pattern: string, origin: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === origin
  return origin.startsWith(before) && origin.endsWith(after) && origin.length >= before.length + after.length
}
