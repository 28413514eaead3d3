import type { Finding } from '../problems.ts'
import { wakerPaths } from '../waker-paths.ts'
import { across, type Rule } from './rule.ts'

const minute = 60

/** What is to sleep must be there, and be ours. */
export const onDemandNames: Rule = across(
  ['onDemand', 'databases'],
  ({ onDemand, databases }, { services }) => {
    if (!onDemand) return []
    const noService = (path: Finding['path'], name: string): Finding[] =>
      name in services
        ? []
        : [{ path, message: `There is no service \`${name}\`.`, remedy: known(Object.keys(services)) }]
    const ofDatabases = onDemand.databases.flatMap((name, index): Finding[] => {
      const path = ['onDemand', 'databases', index]
      if (!(name in databases))
        return [{ path, message: `There is no database \`${name}\`.`, remedy: known(Object.keys(databases)) }]
      const message = `\`${name}\` belongs to somebody else, and is never stopped.`
      return databases[name]!.existing === undefined ? [] : [{ path, message, remedy: 'Take it out.' }]
    })
    return [
      ...noService(['onDemand', 'service'], onDemand.service),
      ...onDemand.with.flatMap((name, index) => noService(['onDemand', 'with', index], name)),
      ...ofDatabases,
    ]
  },
)

/** Somebody must be able to knock. */
export const onDemandDoor: Rule = across(
  ['onDemand', 'ingress', 'functions'],
  ({ onDemand, ingress, functions }, { services }) => {
    const awaited = onDemand && services[onDemand.service]
    if (!awaited) return []
    const path = ['onDemand', 'service']
    const { service } = onDemand
    if (ingress === 'none') {
      const message = 'No request comes in from outside that could wake it.'
      const remedy =
        'Write `ingress: load-balancer` or `ingress: http-api`, or use `deployctl sleep` and `wake` without `onDemand`.'
      return [{ path: ['onDemand'], message, remedy }]
    }
    if (awaited.port === undefined) {
      const message = `\`${service}\` listens on no port, so that no request can wake it.`
      return [{ path, message, remedy: 'Give it a `port`.' }]
    }
    const listening = Object.values(services).filter(({ port }) => port !== undefined)
    const isAlone =
      listening.length === 1 && Object.values(functions).every(({ routes }) => routes.length === 0)
    if (isAlone || awaited.routes.length > 0) return []
    const message = `No request goes to \`${service}\` that could wake it: it has no \`routes\`.`
    return [{ path, message, remedy: 'Write `routes` for it, such as `[/*]`.' }]
  },
)

/** A path that the waker has would never come to a service. */
export const onDemandPaths: Rule = across(
  ['onDemand', 'functions'],
  ({ onDemand, functions }, { services }) => {
    if (!onDemand) return []
    const routed = [
      ...Object.entries(services).map(([name, { routes }]) => ({ path: ['services', name], routes })),
      ...Object.entries(functions).map(([name, { routes }]) => ({ path: ['functions', name], routes })),
    ]
    return routed.flatMap(({ path, routes }) =>
      routes.flatMap((route, index): Finding[] => {
        if (!wakerPaths.includes(route)) return []
        const message = `With \`onDemand\`, \`${route}\` is answered by the waker.`
        return [{ path: [...path, 'routes', index], message, remedy: 'Choose another path.' }]
      }),
    )
  },
)

/** On the load balancer of somebody else, paths and connections are everybody's. */
export const onDemandAtOthersDoor: Rule = across(
  ['onDemand', 'ingress', 'loadBalancer', 'domain'],
  ({ onDemand, ingress, loadBalancer, domain }) => {
    if (!onDemand) return []
    if (ingress === 'http-api' && onDemand.idle.connections !== undefined) {
      const message = 'An HTTP API has no connections that stay open, and counts none.'
      return [{ path: ['onDemand', 'idle', 'connections'], message, remedy: 'Take it out.' }]
    }
    if (ingress !== 'load-balancer' || !loadBalancer.existing || domain) return []
    const message =
      'On the load balancer of somebody else, `/status`, `/wake` and `/shutdown` of everybody would lead to the waker.'
    return [{ path: ['onDemand'], message, remedy: 'Write the `domain` whose requests are meant.' }]
  },
)

/** The idler looks often enough to see what counts. */
export const onDemandClock: Rule = across(['onDemand'], ({ onDemand }) => {
  if (!onDemand) return []
  const { after, checkEvery } = onDemand.idle
  const path = ['onDemand', 'idle', 'checkEvery']
  const findings: Finding[] = []
  if (checkEvery < minute || checkEvery % minute !== 0) {
    const message = 'The idler looks every so many whole minutes.'
    findings.push({ path, message, remedy: 'Write 1m, 15m or the like.' })
  }
  if (checkEvery > after) {
    const message = `It would look less often than every ${after / minute} minutes, which is what counts.`
    findings.push({ path, message, remedy: `Write at most ${after / minute}m.` })
  }
  return findings
})

function known(names: readonly string[]): string {
  return names.length > 0 ? `Write one of: ${names.join(', ')}.` : 'Declare it first.'
}
