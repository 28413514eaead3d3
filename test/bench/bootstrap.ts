import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import type { BootstrapResult } from '../../src/lib/runbooks/bootstrap.ts'
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
  await stage.describe({ domain: `domain: {name: shop.example.com, hostedZone: ${await hostedZone(stage)}}` })
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

async function hostedZone({ sandbox: { endpoint } }: Stage): Promise<string> {
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }
  const route53 = new Route53Client({ endpoint, region: 'us-east-1', credentials })
  const zone = { Name: 'shop.example.com', CallerReference: 'bench' }
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand(zone))
  return HostedZone!.Id!.replace('/hostedzone/', '')
}
