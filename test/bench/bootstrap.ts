import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import { resources } from '../../src/lib/resources/index.ts'
import type { AnyResource } from '../../src/lib/resources/resource.ts'
import type { BootstrapResult } from '../../src/lib/runbooks/bootstrap.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { duration, type Line, times } from './report.ts'
import { Stage } from './stage.ts'

/** Slow enough that the time which the machine needs weighs little beside the time that AWS needs. */
const speed = 4
const most = 1.1
const mostAgainMs = 3000

/** What AWS makes one wait for before a resource of this kind can be used, in virtual milliseconds. */
const waits: Readonly<Record<string, number>> = {
  'nat-gateway': timings.natGatewayAvailable,
  'vpc-endpoint': timings.vpcEndpointAvailable,
  'load-balancer': timings.loadBalancerActive,
  'certificate-validation': timings.certificateIssued,
  'dns-record': timings.dnsChangeInSync,
}

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

interface Chain {
  readonly kinds: readonly string[]
  readonly ms: number
}

/** The longest path through the graph of these kinds, by what AWS makes one wait for on it. */
function longestChain(present: ReadonlySet<string>): Chain {
  const longestTo = (resource: AnyResource): Chain => {
    const before = longest(Object.values<AnyResource>(resource.deps).map(longestTo))
    const wait = (present.has(resource.kind) && waits[resource.kind]) || 0
    return wait === 0 ? before : { kinds: [...before.kinds, resource.kind], ms: before.ms + wait }
  }
  return longest(resources.map(longestTo))
}

function longest(chains: readonly Chain[]): Chain {
  return chains.reduce((a, b) => (b.ms > a.ms ? b : a), { kinds: [], ms: 0 })
}

async function hostedZone({ sandbox: { endpoint } }: Stage): Promise<string> {
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }
  const route53 = new Route53Client({ endpoint, region: 'us-east-1', credentials })
  const zone = { Name: 'shop.example.com', CallerReference: 'bench' }
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand(zone))
  return HostedZone!.Id!.replace('/hostedzone/', '')
}
