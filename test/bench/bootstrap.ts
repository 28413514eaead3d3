import type { BootstrapResult } from '../../src/lib/runbooks/bootstrap.ts'
import { makeHostedZone } from '../resources/hosted-zone.ts'
import { longestChain } from './longest-chain.ts'
import { duration, type Line, times } from './report.ts'
import { Stage } from './stage.ts'

/** Slow enough that the time which the machine needs weighs little beside the time that AWS needs. */
const speed = 4
const most = 1.1
const mostAgainMs = 3000

/** How near a bootstrap comes to what AWS alone takes, and what it costs where nothing is to be done. */
export async function bootstrap(): Promise<Line[]> {
  await using stage = await Stage.open({ speed })
  const hostedZone = await makeHostedZone(stage.sandbox)
  await stage.describe({ domain: `domain: {name: shop.example.com, hostedZone: ${hostedZone}}` })
  const { stdout } = await stage.deployctl('bootstrap prod --yes --json')
  const { made, seconds } = JSON.parse(stdout) as BootstrapResult
  const { kinds, ms } = longestChain(new Set(made.map(({ kind }) => kind)))
  stage.sandbox.calls.clear()
  const again = await stage.deployctl('bootstrap prod --yes')
  const writes = stage.sandbox.calls.records.filter(({ changed }) => changed).length
  return [
    {
      what: '`bootstrap` of eight services, simulated',
      measured: `${seconds.toFixed(1)} s`,
      beside: `${kinds.join(' → ')} ${ms / 1000} s`,
      ratio: times((seconds * 1000) / ms),
      wanted: `≤ ${most} ×`,
      met: seconds * 1000 <= most * ms,
    },
    {
      what: '`bootstrap` again',
      measured: duration(again.ms),
      beside: `${writes} writes`,
      ratio: '',
      wanted: `< ${duration(mostAgainMs)}, 0 writes`,
      met: again.ms < mostAgainMs && writes === 0,
    },
  ]
}
