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
  /** Put wherever the template has its own placeholder: `example.com`, and the id of a hosted zone. */
  readonly domain?: string | undefined
  readonly hostedZone?: string | undefined
}

const placeholders = { domain: 'example.com', hostedZone: 'ZABCDEFGHIJKL' } as const

export interface TemplateFacts {
  /** Whether it names an account, without which parts of it mean nothing. */
  readonly account: boolean
  readonly region: string
  readonly domain: boolean
  readonly environments: readonly string[]
}

/** What a template leaves to be known. @throws DeployctlError `init.unknown-template` */
export async function templateFacts(templates: string, template: string): Promise<TemplateFacts> {
  const known = await templatesIn(templates)
  if (!known.includes(template)) throw unknownTemplate(template, known)
  const { parse } = await import('yaml')
  const manifest = parse(await readFile(path.join(templates, template, 'deployctl.yml'), 'utf8'))
  return {
    account: manifest.account !== undefined,
    region: manifest.region,
    domain: manifest.domain !== undefined,
    environments: Object.keys(manifest.environments),
  }
}

/** Names of the templates. */
async function templatesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
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
  domain = placeholders.domain,
  hostedZone = placeholders.hostedZone,
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
  const text = await filled(await readFile(manifest, 'utf8'), values)
  const placed = text.replaceAll(placeholders.domain, domain).replaceAll(placeholders.hostedZone, hostedZone)
  await writeFile(manifest, placed)
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
  if (!known.includes(template)) throw unknownTemplate(template, known)
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(directory, path.join(entry.parentPath, entry.name)))
}

function unknownTemplate(template: string, known: readonly string[]): DeployctlError {
  return new DeployctlError('init.unknown-template', {
    message: `There is no template ${template}.`,
    hint: `Choose one of: ${known.join(', ')}.`,
  })
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
