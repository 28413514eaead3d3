import type { Manifest, Service } from '../../manifest/schema/manifest.ts'
import type { Breakdown } from '../../on-demand/cloud/notes.ts'

export interface Remedy {
  /** What to change, in a sentence. */
  readonly what: string
  /** About how many seconds of the start it would spare. */
  readonly seconds: number
}

/**
 * Share of a pull that zstd spares, at the most.
 * https://aws.amazon.com/blogs/containers/reducing-aws-fargate-startup-times-with-zstd-compressed-container-images/
 */
const zstd = 0.27
/** What is loaded lazily starts in about half the time; AWS advises it from 250 MB on, which is pulled in so long. */
const lazy = { share: 0.5, fromSeconds: 10 }
const shortestInterval = 5
const largestCpu = 4096
const worthTelling = 1

/**
 * The two changes to this service that would spare most of a start, with about how much. Pure.
 * @param ingress where its requests come in: a load balancer asks for its health several times first
 */
export function remediesFor(
  start: Breakdown,
  { cpu, memory, health }: Pick<Service, 'cpu' | 'memory' | 'health'>,
  ingress: Manifest['ingress'],
): Remedy[] {
  const { databases = 0, image, container } = start
  const boot = container + start.health
  const rounds = ingress === 'load-balancer' ? health.healthy : Number(health.command !== undefined)
  const asked = Math.max(0, Math.min(start.health, health.interval * rounds) - shortestInterval * rounds)
  const remedies: Remedy[] = [
    {
      what: 'Keep its databases awake: take them out of `onDemand.databases`.',
      seconds: databases,
    },
    image >= lazy.fromSeconds
      ? {
          what: 'Load its image lazily, by a SOCI index beside it in the registry.',
          seconds: image * lazy.share,
        }
      : { what: 'Make its image half as large, by a smaller base and fewer files.', seconds: image / 2 },
    { what: 'Compress its image with zstd instead of gzip.', seconds: image * zstd },
    {
      what: `Ask for its health every ${shortestInterval} s instead of every ${health.interval} s: ${askOftener(health)}.`,
      seconds: asked,
    },
    ...(cpu < largestCpu
      ? [
          {
            what: `Give it ${cpu * 2} CPU units and ${Math.max(memory, cpu * 4)} MB instead of ${cpu} and ${memory}.`,
            seconds: (boot - asked) / 2,
          },
        ]
      : []),
  ]
  return remedies
    .map(remedy => ({ ...remedy, seconds: Math.round(remedy.seconds * 10) / 10 }))
    .filter(({ seconds }) => seconds >= worthTelling)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, 2)
}

/** An answer has to come before the next question. */
function askOftener({ timeout }: Service['health']): string {
  if (timeout < shortestInterval) return `\`health.interval: ${shortestInterval}s\``
  return `\`health: {interval: ${shortestInterval}s, timeout: ${shortestInterval - 1}s}\``
}
