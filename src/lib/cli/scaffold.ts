import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DeployctlError } from '../errors/index.ts'

export interface ScaffoldOptions {
  /** Holds one directory a template. */
  readonly templates: string
  readonly template: string
  /** Where the files go; made where it is not there. */
  readonly directory: string
  /** Values of the manifest's top-level keys, in place of the template's. */
  readonly values: Readonly<Record<string, string>>
}

/** Names of the templates. */
async function templatesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries.filter(entry => entry.isDirectory()).map(({ name }) => name)
}

/**
 * Copies a template, with the caller's own names in its manifest. Writes all of it or nothing.
 * @returns the files written, relative to the directory
 * @throws DeployctlError `init.exists` where a file of the template stands there already; `init.unknown-template`
 */
export async function scaffold({
  templates,
  template,
  directory,
  values,
}: ScaffoldOptions): Promise<string[]> {
  const source = path.join(templates, template)
  const files = await filesIn(source, await templatesIn(templates), template)
  const standing = (
    await Promise.all(files.map(async file => ((await exists(path.join(directory, file))) ? [file] : [])))
  ).flat()
  if (standing.length > 0) {
    throw new DeployctlError('init.exists', {
      message: `${directory} already has ${standing.join(', ')}; nothing was written.`,
    })
  }
  await cp(source, directory, { recursive: true, force: false })
  const manifest = path.join(directory, 'deployctl.yml')
  await writeFile(manifest, await filled(await readFile(manifest, 'utf8'), values))
  return files
}

/** Puts values into the manifest's own text, so that its comments and layout stay as they are. */
async function filled(text: string, values: Readonly<Record<string, string>>): Promise<string> {
  const { isScalar, parseDocument } = await import('yaml')
  return Object.entries(values).reduce((written, [key, value]) => {
    const standing = parseDocument(written).get(key, true)
    // An account unquoted would be read as a number, and lose a leading zero.
    const scalar = /^\d+$/.test(value) ? `"${value}"` : value
    if (!isScalar(standing) || !standing.range)
      return written.replace(/^project: .*$/m, line => `${line}\n${key}: ${scalar}`)
    const [start, end] = standing.range
    return written.slice(0, start) + scalar + written.slice(end)
  }, text)
}

async function filesIn(directory: string, known: readonly string[], template: string): Promise<string[]> {
  if (!known.includes(template)) {
    throw new DeployctlError('init.unknown-template', {
      message: `There is no template ${template}.`,
      hint: `Choose one of: ${known.join(', ')}.`,
    })
  }
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(directory, path.join(entry.parentPath, entry.name)))
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
