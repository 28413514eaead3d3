import type { BootstrapResult } from '../../src/lib/runbooks/bootstrap.ts'
import { hostedZone, openTemplate, type Scene } from '../templates/scene.ts'
import { longestChain } from './longest-chain.ts'
import { type Line, times } from './report.ts'

/** Slow enough that the time which the machine needs weighs little beside the time that AWS needs. */
const speed = 8
const most = 1.1

interface System {
  readonly template: string
  readonly region: string
  readonly environment: string
  prepare?(scene: Scene): Promise<void>
}

const systems: readonly System[] = [
  { template: 'microservices', region: 'us-east-1', environment: 'production', prepare: hostedZone },
  { template: 'realtime', region: 'us-east-1', environment: 'prod', prepare: hostedZone },
  { template: 'web-app', region: 'us-east-1', environment: 'production' },
  { template: 'serverless-worker', region: 'us-east-1', environment: 'prod' },
  { template: 'on-demand', region: 'ap-southeast-2', environment: 'production' },
]

/** How near the bootstrap of each template comes to what AWS alone takes, and whether AWS had to slow it down. */
export async function templates(): Promise<Line[]> {
  const lines: Line[] = []
  for (const system of systems) lines.push(await measured(system))
  return lines
}

async function measured({ template, region, environment, prepare }: System): Promise<Line> {
  await using scene = await openTemplate({ template, region, speed })
  await prepare?.(scene)
  scene.sandbox.calls.clear()
  const { made, seconds } = await scene.json<BootstrapResult>(`bootstrap ${environment} --yes`)
  const { kinds, ms } = longestChain(new Set(made.map(({ kind }) => kind)))
  const throttled = scene.sandbox.calls.records.filter(({ outcome }) =>
    /throttl|rate/i.test(outcome ?? ''),
  ).length
  return {
    what: `\`bootstrap\` of \`${template}\`, simulated`,
    measured: `${seconds.toFixed(1)} s, ${throttled} throttled`,
    beside: `${kinds.join(' → ')} ${ms / 1000} s`,
    ratio: times((seconds * 1000) / ms),
    wanted: template === 'microservices' ? `≤ ${most} ×, 0 throttled` : '',
    met: template !== 'microservices' || (seconds * 1000 <= most * ms && throttled === 0),
  }
}
