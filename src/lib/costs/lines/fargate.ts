import type { Manifest, Service } from '../../manifest/schema/manifest.ts'
import { tierOf } from '../../resources/task-subnets.ts'
import { hoursPerMonth, type Item, type Lines, type Part } from '../item.ts'
import type { Month } from '../month.ts'

/** The tasks of each service, and the public addresses that they hold. */
export const fargate: Lines = (manifest, month) =>
  Object.entries(manifest.services).flatMap(([name, service]) => [
    tasks(name, service, month),
    ...addresses(name, service, manifest, month),
  ])

function tasks(name: string, service: Service, month: Month): Item {
  const running = month.duty(name).tasks
  const spot = spotShare(service.capacity, running)
  const { capacity } = service
  const discount = month.usage.spotDiscount
  const atFullPrice = taskHours(service, (running - spot) * hoursPerMonth)
  const onSpot = taskHours(service, spot * hoursPerMonth).map(part => ({ ...part, discount }))
  return {
    section: 'compute',
    subject: `services.${name}`,
    what: describe(service),
    parts: [...(capacity.onDemand ? atFullPrice : []), ...(capacity.spot ? onSpot : [])],
    assumes: [
      ...(service.count.min === service.count.max ? [] : (['load'] as const)),
      ...(capacity.spot ? (['spotDiscount'] as const) : []),
    ],
  }
}

/** What so many hours of one task come to. */
export function taskHours(
  size: Pick<Service, 'cpu' | 'memory' | 'architecture' | 'build'>,
  hours: number,
): Part[] {
  const chip = isArm(size) ? 'arm64' : 'x86'
  return [
    { price: `fargate.${chip}.vcpu-hour`, quantity: (size.cpu / 1024) * hours },
    { price: `fargate.${chip}.gb-hour`, quantity: (size.memory / 1024) * hours },
  ]
}

export function isArm({ architecture, build }: Pick<Service, 'architecture' | 'build'>): boolean {
  const only = build?.platforms.length === 1 ? build.platforms[0] : undefined
  return (architecture ?? only) === 'linux/arm64'
}

/** How many of the tasks run on Spot: the bases first, then by the weights. */
function spotShare({ onDemand, spot }: Service['capacity'], tasks: number): number {
  if (!spot) return 0
  const base = Math.min(spot.base, tasks)
  const rest = Math.max(0, tasks - base - (onDemand?.base ?? 0))
  const weights = spot.weight + (onDemand?.weight ?? 0)
  return base + (weights > 0 ? (rest * spot.weight) / weights : 0)
}

function describe(service: Service): string {
  const { count, cpu, memory, capacity } = service
  const range = count.min === count.max ? `${count.min}` : `${count.min}–${count.max}`
  const traits = [
    `${cpu / 1024} vCPU`,
    `${memory / 1024} GB`,
    isArm(service) ? 'ARM64' : 'x86',
    ...(capacity.spot ? [capacity.onDemand ? 'partly Spot' : 'Spot'] : []),
  ]
  return `Fargate, ${range} × ${traits.join(', ')}`
}

function addresses(name: string, service: Service, { network }: Manifest, month: Month): Item[] {
  if (tierOf(service, network) === 'private') return []
  const quantity = month.duty(name).tasks * hoursPerMonth
  return [
    {
      section: 'network',
      subject: `services.${name}`,
      what: 'Public IPv4 addresses of the tasks',
      parts: [{ price: 'vpc.public-ipv4-hour', quantity }],
    },
  ]
}
