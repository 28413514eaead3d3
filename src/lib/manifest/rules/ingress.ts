import type { Finding } from '../problems.ts'
import type { Service } from '../schema/manifest.ts'
import { across, eachService, type Rule } from './rule.ts'

/** What only a service that listens can have. */
const needsPort = ['routes', 'health', 'sticky'] as const

export const portForRequests: Rule = eachService((service, { path, isWritten }) => {
  if (service.port !== undefined) return []
  return needsPort
    .filter(key => isWritten(key) && !isIdle(service[key]) && !isOwnCheck(key, service))
    .map(key => ({
      path: [...path, key],
      message: `\`${key}\` means nothing without a \`port\`.`,
      remedy: 'Write the port that the container listens on, such as `port: 8080`.',
    }))
})

/** A container that checks itself need not listen. */
function isOwnCheck(key: string, { health }: Service): boolean {
  return key === 'health' && health.command !== undefined
}

function isIdle(value: unknown): boolean {
  return value === false || (Array.isArray(value) && value.length === 0)
}

/** Limits of a target group's health check (CreateTargetGroup), and of a container's (ECS API reference, HealthCheck). */
export const healthTiming: Rule = eachService(({ health }, { path }) => {
  const { interval, timeout, command, grace } = health
  const findings: Finding[] = []
  if (interval < 5 || interval > 300) {
    const message = `A target group asks every 5s to 300s, not every ${interval}s.`
    findings.push({ path: [...path, 'health', 'interval'], message, remedy: 'Write 5s to 300s.' })
  }
  if (timeout < 2 || timeout > 120) {
    const message = `A target group waits 2s to 120s, not ${timeout}s.`
    findings.push({ path: [...path, 'health', 'timeout'], message, remedy: 'Write 2s to 120s.' })
  } else if (command && timeout > 60) {
    const message = `A \`command\` may take 2s to 60s, not ${timeout}s.`
    findings.push({ path: [...path, 'health', 'timeout'], message, remedy: 'Write 2s to 60s.' })
  } else if (timeout >= interval) {
    const message = `The timeout (${timeout}s) is not shorter than the interval (${interval}s).`
    const remedy = `Write less than ${interval}s, or a longer interval.`
    findings.push({ path: [...path, 'health', 'timeout'], message, remedy })
  }
  if (command && grace > 300) {
    const message = `Where a \`command\` asks, the grace is 300s at most, not ${grace}s.`
    findings.push({ path: [...path, 'health', 'grace'], message, remedy: 'Write 300s or less.' })
  }
  return findings
})

/** Whatever speaks of requests from outside needs a way in. */
export const wayIn: Rule = across(
  ['ingress', 'alarms', 'domain'],
  ({ ingress, alarms, domain }, { services }) => {
    if (ingress !== 'none') return []
    const remedy = 'Remove it, or write `ingress: load-balancer`.'
    const findings: Finding[] = Object.entries(services).flatMap(([name, service]) =>
      (['routes', 'smoke'] as const)
        .filter(key => service[key].length > 0)
        .map(key => ({ path: ['services', name, key], message: nothingComesIn, remedy })),
    )
    for (const key of ['http5xx', 'latencyP95', 'unhealthyHosts'] as const)
      if (alarms?.[key] !== undefined)
        findings.push({ path: ['alarms', key], message: nothingComesIn, remedy })
    if (domain) findings.push({ path: ['domain'], message: nothingComesIn, remedy })
    return findings
  },
)

const nothingComesIn = 'With `ingress: none` no request comes in from outside.'
