import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import { type BuildSpec, platformsOf } from './build-spec.ts'
import type { Engine } from './engine.ts'
import { engineMessages, refusalOf } from './engine-messages.ts'
import { plainText } from './output.ts'
import type { Credentials } from './registry-auth.ts'
import { sealedAuth } from './sealed-auth.ts'

/**
 * Pulls the base images that lie in the registry of the credentials, for the builder itself must do without:
 * it prefers images that the engine has, and the credentials are shown to no other registry.
 * @throws DeployctlError `images.build-failed`
 */
export async function pullPrivateBases(
  engine: Engine,
  spec: BuildSpec,
  { credentials, signal }: { readonly credentials?: Credentials; readonly signal?: AbortSignal },
): Promise<void> {
  if (credentials === undefined) return
  const text = await readFile(resolve(spec.context, spec.dockerfile ?? 'Dockerfile'), 'utf8')
  // Docker Hub's own names have no host: then nobody need be asked for a login.
  const hosted = baseImagesOf(text, spec).filter(name => /^[^/]*[.:][^/]*\//.test(name))
  if (hosted.length === 0) return
  const { registry } = await credentials()
  for (const base of hosted.filter(name => name.startsWith(`${registry}/`))) {
    const failure = await pull(engine, spec, base, { credentials, signal })
    if (failure !== undefined) throw notPulled(spec, base, failure)
  }
}

/** Pulls one image. Returns the engine's reason where it cannot. */
async function pull(
  engine: Engine,
  spec: BuildSpec,
  base: string,
  { credentials, signal }: { readonly credentials: Credentials; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const authconfig = await sealedAuth(base.slice(0, base.indexOf('/')), credentials)
  try {
    const platform = platformsOf(spec)[0]
    const answer = await engine.docker.pull(base, { authconfig, platform, abortSignal: signal })
    let failure: string | undefined
    for await (const { error } of engineMessages(answer, signal)) failure ??= error
    return failure
  } catch (error) {
    signal?.throwIfAborted()
    return refusalOf(error)
  }
}

/** The images that `FROM` and `COPY --from` name, with the values of `ARG`s filled in; stages are not images. */
export function baseImagesOf(dockerfile: string, { args = {} }: Pick<BuildSpec, 'args'>): string[] {
  const lines = dockerfile.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)
  const defaults = lines.flatMap(line => [...line.matchAll(/^\s*ARG\s+(\w+)=["']?([^\s"']*)/gi)])
  const values: Record<string, string> = {
    ...Object.fromEntries(defaults.map(([, name, value]) => [name, value])),
    ...args,
  }
  const fill = (text: string) =>
    text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, bare) => values[braced ?? bare] ?? '')
  const stages = new Set<string>()
  const found = new Set<string>()
  for (const line of lines) {
    const [, from, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? []
    const copied = /^\s*COPY\s.*?--from=(\S+)/i.exec(line)?.[1]
    for (const name of [from, copied]) {
      if (name !== undefined && !stages.has(name.toLowerCase())) found.add(fill(name))
    }
    if (stage !== undefined) stages.add(stage.toLowerCase())
  }
  return [...found]
}

function notPulled({ service }: BuildSpec, base: string, reason: string): DeployctlError {
  return new DeployctlError('images.build-failed', {
    message: `The image of ${service} failed to build: its base image ${base} cannot be pulled: ${plainText(reason)}`,
    hint: 'Check the name after `FROM`, and that these credentials may pull it.',
    data: { service, base },
  })
}
