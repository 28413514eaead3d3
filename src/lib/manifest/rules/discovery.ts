import { servicesCalledIn } from '../discovery.ts'
import { outputsIn } from '../outputs.ts'
import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Service } from '../schema/manifest.ts'
import { across, type Rule } from './rule.ts'

type Services = Readonly<Record<string, Service>>

interface Mention {
  /** Of the variable. */
  readonly path: Path
  /** The service that it names. */
  readonly called: string
}

/** Nobody can call what does not listen, and nobody outside of the network what is inside. */
export const callable: Rule = ({ sections, services }) => [
  ...mentions(services, 'services')
    .filter(({ called }) => services[called] && services[called].port === undefined)
    .map(({ path, called }) => ({
      path,
      message: `The service \`${called}\` listens on no port, so that nobody can call it.`,
      remedy: `Write \`services.${called}.port\`.`,
    })),
  ...mentions(sections.functions ?? {}, 'functions').map(({ path, called }) => ({
    path,
    message: `A function runs outside of the network, and does not reach \`${called}\` there.`,
    remedy: 'Give the service `routes`, and call it where users do.',
  })),
]

/**
 * Cloud Map gives a service either an address under its name, or the port that an API Gateway asks for
 * (CreateService, DnsRecord.Type), and ECS registers a task in one place (CreateService, serviceRegistries).
 */
export const calledBehindApi: Rule = across(
  ['ingress', 'discovery'],
  ({ ingress, discovery }, { sections, services }) => {
    if (ingress !== 'http-api' || discovery !== 'dns') return []
    const functions = Object.values(sections.functions ?? {})
    const routed = [...Object.values(services), ...functions].some(({ routes }) => routes?.length)
    const listening = Object.entries(services).filter(([, { port }]) => port !== undefined)
    const behind = listening.filter(
      ([, { routes }]) => routes.length > 0 || (!routed && listening.length === 1),
    )
    const names = new Set(behind.map(([name]) => name))
    return mentions(services, 'services')
      .filter(({ called }) => names.has(called))
      .map(({ path, called }) => ({
        path,
        message: `\`${called}\` is behind the HTTP API, and DNS cannot name it to other services as well.`,
        remedy: 'Write `discovery: service-connect`.',
      }))
  },
)

/** Service Connect leads a task only to what stood when its service was deployed. */
export const connectable: Rule = across(['discovery'], ({ discovery }, { services }) => {
  if (discovery !== 'service-connect') return []
  return mentions(services, 'services').flatMap(({ path, called }): Finding[] => {
    const caller = String(path[1])
    if (called === caller || !reaches(called, caller, services)) return []
    const message = `\`${called}\` calls \`${caller}\` in turn, and with Service Connect the first of a circle never finds the others.`
    return [{ path, message, remedy: 'Write `discovery: dns`.' }]
  })
})

function mentions(
  things: Readonly<Record<string, { readonly env?: Readonly<Record<string, string>> }>>,
  section: string,
): Mention[] {
  return Object.entries(things).flatMap(([name, { env = {} }]) =>
    Object.entries(env).flatMap(([variable, value]) =>
      outputsIn(value)
        .filter(output => output.section === 'services')
        .map(output => ({ path: [section, name, 'env', variable], called: output.name })),
    ),
  )
}

/** Whether one service calls another, directly or by way of others. */
function reaches(from: string, to: string, services: Services, seen = new Set<string>()): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return servicesCalledIn(services[from]?.env ?? {}).some(next => reaches(next, to, services, seen))
}
