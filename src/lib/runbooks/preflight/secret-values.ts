import { awsReason, unlessMissing } from '../../aws/index.ts'
import { parseReference, secretName } from '../../resources/secret-reference.ts'
import type { Context } from '../context.ts'
import { inBatches } from '../live/in-batches.ts'
import type { Checked, Finding } from './finding.ts'

/** The current version of each secret and parameter, by name. Never a value. */
export type Versions = Readonly<Record<string, string>>

/** Whether every secret and parameter that the services name exists and has a value. */
export async function checkSecretValues(
  context: Context,
  services: readonly string[],
): Promise<Checked<Versions>> {
  const { manifest, scope } = context
  const named = services.flatMap(service => Object.values(manifest.services[service]!.secrets))
  const references = [...new Set(named)].map(parseReference)
  const parameters = references.filter(({ from }) => from === 'parameter').map(({ name }) => name)
  const keys = references.filter(reference => reference.from === 'secret')
  const [parameterVersions, secrets] = await Promise.all([
    readParameters(context, parameters),
    Promise.all([...new Set(keys.map(({ name }) => name))].map(name => readSecret(context, name))),
  ])
  const standing = new Map(secrets.map(secret => [secret.name, secret]))
  const missing = [
    ...parameters.filter(name => !(name in parameterVersions)),
    ...keys.flatMap(({ name, key }) => {
      const secret = standing.get(name)!
      if (secret.version === undefined) return [name]
      return key === undefined || secret.keys.has(key) ? [] : [`${name}.${key}`]
    }),
  ]
  const findings = [...new Set(missing)].map(
    (name): Finding => ({
      message: `${name} has no value.`,
      hint: `deployctl secrets put ${scope.environment} ${name}`,
    }),
  )
  const versions = secrets.flatMap(({ name, version }) => (version ? [[name, version]] : []))
  return {
    checks: references.length,
    findings,
    value: { ...parameterVersions, ...Object.fromEntries(versions) },
  }
}

async function readParameters({ ports, signal }: Context, names: readonly string[]): Promise<Versions> {
  // GetParameters takes 10 at a time; what does not exist is named in the answer, not an error.
  const found = await inBatches([...new Set(names)], 10, async Names => {
    const answer = await ports.ssm.getParameters({ Names, WithDecryption: false }, { signal })
    return answer.Parameters
  })
  return Object.fromEntries(found.map(({ Name, Version }) => [Name!, String(Version)]))
}

interface SecretReading {
  readonly name: string
  /** Id of the current version; undefined where there is no value. */
  readonly version: string | undefined
  readonly keys: ReadonlySet<string>
}

/** Only the names of the keys leave this function. */
async function readSecret({ ports, scope, signal }: Context, name: string): Promise<SecretReading> {
  const SecretId = secretName(scope, name)
  const reading = unlessMissing(ports.secretsManager.getSecretValue({ SecretId }, { signal }))
  // One that is to be deleted keeps its name for days, and calls the question invalid.
  const value = await reading.catch(error => {
    if (awsReason(error) === 'invalid') return undefined
    throw error
  })
  return { name, version: value?.VersionId, keys: new Set(keysOf(value?.SecretString)) }
}

function keysOf(text: string | undefined): string[] {
  if (!text?.startsWith('{')) return []
  try {
    return Object.keys(JSON.parse(text))
  } catch {
    return []
  }
}
