import { servicesCalledIn } from '../manifest/discovery.ts'
import { replaceOutputs } from '../manifest/outputs.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { linkedServices } from './api-targets.ts'
import type { Owner } from './names.ts'

/** How the tasks of a service take part in Service Connect; undefined where they do not. */
export interface Connection {
  /** Others call it at this port, by its own name; undefined for one that only calls. */
  readonly serves: number | undefined
  /** Names of the services that it calls, which must be there before its deployment begins. */
  readonly calls: readonly string[]
}

/** The names of the Cloud Map namespaces that an environment may have, by logical id. */
export function namespaceNames({ project, environment }: Owner): {
  readonly dns: string
  readonly connect: string
} {
  return { dns: `${project}-${environment}.internal`, connect: `${project}-${environment}` }
}

/** The services that other services call, by name. Pure. */
export function calledServices({ services }: Manifest): ReadonlySet<string> {
  return new Set(Object.values(services).flatMap(({ env }) => servicesCalledIn(env)))
}

/** The namespaces that the manifest needs, by logical id: none where nobody calls, and no API asks. Pure. */
export function namespacesOf(
  manifest: Manifest,
): Readonly<Partial<Record<'dns' | 'connect', { name: string }>>> {
  const names = namespaceNames(manifest)
  const calls = calledServices(manifest).size > 0
  const dns = Object.keys(linkedServices(manifest)).length > 0 || (calls && manifest.discovery === 'dns')
  const connect = calls && manifest.discovery === 'service-connect'
  return { ...(dns && { dns: { name: names.dns } }), ...(connect && { connect: { name: names.connect } }) }
}

/** How a service takes part in Service Connect: as one that is called, one that calls, or both. Pure. */
export function connectionOf(manifest: Manifest, name: string): Connection | undefined {
  if (manifest.discovery !== 'service-connect') return undefined
  const { port, env } = manifest.services[name]!
  const serves = calledServices(manifest).has(name) ? port : undefined
  const calls = servicesCalledIn(env).filter(called => called !== name)
  return serves !== undefined || calls.length > 0 ? { serves, calls } : undefined
}

/** Variables with `${services.NAME.url}` and `.host` replaced by where the service answers inside the network. Pure. */
export function withAddresses(
  env: Readonly<Record<string, string>>,
  manifest: Manifest,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).map(([variable, text]) => [
      variable,
      replaceOutputs(text, ({ section, name, property }) =>
        section === 'services' ? addressOf(manifest, name, property) : `\${${section}.${name}.${property}}`,
      ),
    ]),
  )
}

function addressOf(manifest: Manifest, name: string, property: string): string {
  const host = manifest.discovery === 'dns' ? `${name}.${namespaceNames(manifest).dns}` : name
  return property === 'host' ? host : `http://${host}:${manifest.services[name]?.port}`
}
