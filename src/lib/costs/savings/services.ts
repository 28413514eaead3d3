import { memorySizes } from '../../manifest/rules/size.ts'
import type { Manifest, Service } from '../../manifest/schema/manifest.ts'
import { isArm } from '../lines/fargate.ts'
import type { Option, Proposal } from './option.ts'

interface Rewrite {
  readonly service: Service
  readonly write: readonly string[]
}

/** Proposes one change to each service that it applies to. */
function eachService(
  manifest: Manifest,
  rewrite: (service: Service, path: string) => Rewrite | undefined,
): Proposal | undefined {
  const rewritten = Object.entries(manifest.services).map(
    ([name, service]) => [name, service, rewrite(service, `services.${name}`)] as const,
  )
  const write = rewritten.flatMap(([, , change]) => change?.write ?? [])
  if (write.length === 0) return undefined
  const services = rewritten.map(([name, service, change]) => [name, change?.service ?? service])
  return { manifest: { ...manifest, services: Object.fromEntries(services) }, write }
}

export const spot: Option = {
  id: 'spot',
  title: 'Fargate Spot',
  tradeOff: 'AWS may take a task away with two minutes’ notice',
  goal: 'capacity',
  propose: manifest =>
    eachService(manifest, (service, path) => {
      if (!service.capacity.onDemand) return undefined
      const capacity = { spot: { base: 0, weight: 1 } }
      return { service: { ...service, capacity }, write: [`${path}.capacity: spot`] }
    }),
}

export const arm64: Option = {
  id: 'arm64',
  title: 'ARM64 instead of x86',
  tradeOff: 'images must be built for it',
  goal: 'architecture',
  propose: manifest =>
    eachService(manifest, (service, path) => {
      if (isArm(service)) return undefined
      const { build, architecture } = service
      const moved = {
        ...service,
        architecture: 'linux/arm64' as const,
        ...(build && { build: { ...build, platforms: ['linux/arm64' as const] } }),
      }
      return {
        service: moved,
        write: [
          ...(build ? [`${path}.build.platforms: [linux/arm64]`] : []),
          ...(architecture || !build ? [`${path}.architecture: linux/arm64`] : []),
        ],
      }
    }),
}

export const half: Option = {
  id: 'half-size',
  title: 'Tasks of half the size',
  tradeOff: 'only where CPU and memory stand half empty',
  goal: 'size',
  propose: manifest =>
    eachService(manifest, (service, path) => {
      const size = halved(service)
      if (!size) return undefined
      return {
        service: { ...service, ...size },
        write: [`${path}.cpu: ${size.cpu}`, `${path}.memory: ${size.memory}`],
      }
    }),
}

/** The next smaller of Fargate's sizes with no less than half the memory. */
function halved({ cpu, memory }: Service): Pick<Service, 'cpu' | 'memory'> | undefined {
  const less = memorySizes[cpu / 2]?.find(size => size >= memory / 2)
  return less === undefined ? undefined : { cpu: cpu / 2, memory: less }
}

const smallestSize = { cpu: 256, memory: 512 }

export const smallest: Option = {
  id: 'smallest',
  title: 'One smallest task each',
  tradeOff: 'slower, and a task that fails is missed until the next one runs',
  goal: 'size',
  propose: manifest =>
    eachService(manifest, (service, path) => {
      const { cpu, memory, count } = service
      const fewer = count.min > 1 || count.max > 1
      const smaller = cpu > smallestSize.cpu || memory > smallestSize.memory
      if (!fewer && !smaller) return undefined
      const one = { ...count, min: Math.min(1, count.min), max: Math.min(1, count.max) }
      return {
        service: { ...service, ...smallestSize, count: one },
        write: [
          ...(smaller ? [`${path}.cpu: 256`, `${path}.memory: 512`] : []),
          ...(fewer ? [`${path}.count: 1`] : []),
        ],
      }
    }),
}
