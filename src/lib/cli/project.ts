import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { ProjectFacts } from '../runbooks/ci/project-facts.ts'

export interface Project {
  /** The top of the repository, or the manifest's directory where there is none. */
  readonly root: string
  readonly facts: ProjectFacts
}

/**
 * Looks at the project that a manifest belongs to.
 * @param deployctl what npm installs: the file of a package, relative to the repository, or a package's name
 */
export async function readProject(manifest: string, deployctl: string): Promise<Project> {
  const here = path.dirname(path.resolve(manifest))
  const root = await topOf(here)
  const [text, entries, top, packageText, ...python] = await Promise.all([
    readFile(manifest, 'utf8'),
    twoLevels(here),
    readdir(root),
    textOf(here, 'package.json'),
    ...['pyproject.toml', 'requirements.txt', 'requirements-dev.txt'].map(file => textOf(here, file)),
  ])
  const found = python.filter(content => content !== undefined)
  return {
    root,
    facts: {
      directory: path.relative(root, here).split(path.sep).join('/') || '.',
      manifest: path.basename(manifest),
      variables: variablesIn(text),
      entries,
      top,
      ...packageIn(packageText),
      ...(found.length > 0 && { python: found.join('\n') }),
      deployctl: { package: deployctl, isMissing: await isMissing(root, deployctl) },
    },
  }
}

async function topOf(directory: string): Promise<string> {
  try {
    const words = ['-C', directory, 'rev-parse', '--show-toplevel']
    return path.resolve((await promisify(execFile)('git', words)).stdout.trim())
  } catch {
    return directory
  }
}

/** Two levels are enough for `tests/unit`, and for everything that says what a project is. */
async function twoLevels(directory: string): Promise<string[]> {
  const first = await readdir(directory, { withFileTypes: true })
  const inner = first
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(async ({ name }) => (await readdir(path.join(directory, name))).map(file => `${name}/${file}`))
  return [...first.map(({ name }) => name), ...(await Promise.all(inner)).flat()]
}

/** Names that the manifest takes as `${env.NAME}`. */
function variablesIn(text: string): string[] {
  const names = [...text.matchAll(/(?<!\$)\$\{env\.(\w+)\}/g)].map(([, name]) => name!)
  return [...new Set(names)]
}

/** What cannot be read has no scripts that could be run; npm itself says what is wrong with it. */
function packageIn(text = ''): Pick<ProjectFacts, 'packageJson'> {
  try {
    return { packageJson: JSON.parse(text) }
  } catch {
    return {}
  }
}

async function isMissing(root: string, deployctl: string): Promise<boolean> {
  if (!deployctl.endsWith('.tgz') || deployctl.includes('://')) return false
  const { dir, base } = path.parse(path.resolve(root, deployctl))
  const files: string[] = await readdir(dir).catch(() => [])
  return !files.includes(base)
}

async function textOf(directory: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(directory, file), 'utf8')
  } catch {
    return undefined
  }
}
