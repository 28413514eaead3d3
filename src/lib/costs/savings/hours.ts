import { inline } from '../../manifest/inline.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { onDemand as schema } from '../../manifest/schema/on-demand.ts'
import { linkedServices } from '../../resources/api-targets.ts'
import type { Option } from './option.ts'

export const nights: Option = {
  id: 'nights',
  title: 'Asleep from 21:00 to 06:00',
  tradeOff: 'nobody is served at night',
  goal: 'hours',
  propose: manifest => {
    const counts = new Set(Object.values(manifest.services).map(({ count }) => count.min))
    if (isTimed(manifest) || counts.size === 0 || Math.max(...counts) === 0) return undefined
    const schedule = [
      { at: '0 21 * * *', timezone: 'UTC', count: 0 },
      ...mornings(manifest, counts).map(entry => ({ at: '0 6 * * *', timezone: 'UTC', ...entry })),
    ]
    return {
      manifest: { ...manifest, schedule },
      write: [
        `schedule: [${schedule.map(entry => `{${Object.entries(entry).map(written).join(', ')}}`).join(', ')}]`,
      ],
    }
  },
}

/** In the morning each service has again what it had; one entry where that is the same for all. */
function mornings({ services }: Manifest, counts: ReadonlySet<number>) {
  const [only] = counts
  if (counts.size === 1) return [{ count: only! }]
  return [...counts].map(count => ({
    count,
    services: Object.entries(services)
      .filter(([, service]) => service.count.min === count)
      .map(([name]) => name),
  }))
}

function written([key, value]: [string, unknown]): string {
  if (Array.isArray(value)) return `${key}: [${value.join(', ')}]`
  return `${key}: ${typeof value === 'string' && /[ *]/.test(value) ? `"${value}"` : value}`
}

export const onDemand: Option = {
  id: 'on-demand',
  title: 'Awake only while somebody asks',
  tradeOff: 'who comes first waits about a minute; priced as in use for 2.5 hours a day',
  goal: 'hours',
  propose: manifest => {
    const [first, ...others] = Object.keys(linkedServices(manifest))
    if (isTimed(manifest) || first === undefined) return undefined
    const settings = { service: first, ...(others.length > 0 ? { with: others } : {}) }
    return {
      manifest: { ...manifest, onDemand: schema.parse(settings) },
      write: [`onDemand: ${inline(settings)}`],
    }
  },
}

/** Whether the manifest says already when something sleeps. */
function isTimed({ schedule, onDemand }: Manifest): boolean {
  return schedule.length > 0 || onDemand !== undefined
}

export const insightsOff: Option = {
  id: 'no-container-insights',
  title: 'Without Container Insights',
  tradeOff: 'no metrics of single tasks; CPU and memory of services stay',
  goal: 'insights',
  propose: manifest =>
    manifest.cluster.existing || !manifest.cluster.containerInsights
      ? undefined
      : {
          manifest: { ...manifest, cluster: { ...manifest.cluster, containerInsights: false } },
          write: ['cluster.containerInsights: false'],
        },
}
