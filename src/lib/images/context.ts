import { stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import type { BuildSpec } from './build-spec.ts'
import { type ContextEntry, readEntry, walk } from './context-entry.ts'
import { readIgnoreRules } from './ignore-file.ts'

/** All that an engine is given to build from. */
export interface BuildContext {
  /** Sorted by path, so that the same files always make the same tar. */
  readonly entries: readonly ContextEntry[]
  /** Where the Dockerfile lies within the entries. */
  readonly dockerfile: string
}

/**
 * Reads what a build would see: the context without what `.dockerignore` leaves behind, and the Dockerfile.
 * @throws DeployctlError `images.context-missing`, `images.dockerfile-missing`, `images.context-unreadable`
 */
export async function readContext(spec: BuildSpec, signal?: AbortSignal): Promise<BuildContext> {
  const dockerfile = resolve(spec.context, spec.dockerfile ?? 'Dockerfile')
  await requireContext(spec)
  await requireDockerfile(spec, dockerfile)
  try {
    const rules = await readIgnoreRules(spec.context, dockerfile)
    const entries = await walk(spec.context, rules, signal)
    return await withDockerfile(spec.context, dockerfile, entries, signal)
  } catch (error) {
    throw unreadable(spec, error)
  }
}

/** The engine finds the Dockerfile only inside the tar, even where it lies outside the context or is ignored. */
async function withDockerfile(
  context: string,
  dockerfile: string,
  entries: ContextEntry[],
  signal?: AbortSignal,
): Promise<BuildContext> {
  const inside = relative(context, dockerfile).split(sep).join('/')
  const name = inside.startsWith('../') || isAbsolute(inside) ? '.deployctl.Dockerfile' : inside
  if (!entries.some(entry => entry.path === name)) entries.push(await readEntry(name, dockerfile, signal))
  return { entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)), dockerfile: name }
}

async function requireContext({ service, section = 'services', context }: BuildSpec): Promise<void> {
  if ((await kindOf(context)) === 'directory') return
  throw new DeployctlError('images.context-missing', {
    message: `The build context of ${service} is not a directory: ${context}`,
    hint: `Set \`${section}.${service}.build.context\` to a directory, relative to the manifest.`,
  })
}

async function requireDockerfile(spec: BuildSpec, dockerfile: string): Promise<void> {
  const { service, section = 'services', context } = spec
  if ((await kindOf(dockerfile)) === 'file') return
  const nearby = (await kindOf(join(context, 'Dockerfile'))) === 'file'
  throw new DeployctlError('images.dockerfile-missing', {
    message: `The Dockerfile of ${service} is not there: ${dockerfile}`,
    hint: nearby
      ? `The context has one named Dockerfile: remove \`${section}.${service}.build.dockerfile\`, or write \`dockerfile: Dockerfile\`.`
      : `Write one there, or name it in \`${section}.${service}.build.dockerfile\`, relative to the context.`,
  })
}

async function kindOf(path: string): Promise<'file' | 'directory' | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return 'directory'
  return found?.isFile() ? 'file' : undefined
}

function unreadable(spec: BuildSpec, error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined) return error
  return new DeployctlError('images.context-unreadable', {
    message: `The build context of ${spec.service} cannot be read: ${path} (${code})`,
    cause: error,
  })
}
