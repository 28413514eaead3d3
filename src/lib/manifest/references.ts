import { suggest } from './nearest-name.ts'
import { outputCatalogue, outputKind, parseOutput } from './outputs.ts'
import { formatPath, type Path } from './path.ts'
import type { Finding } from './problems.ts'
import { type Entry, find, type MapNode, type Node, type ScalarNode } from './tree.ts'

/** What references may speak of beyond the manifest itself. */
export interface Inputs {
  /** The caller's environment variables, for `${env.NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Asked at most once, and only where `${git.sha}` is written; undefined outside of a repository. */
  readonly gitSha: () => string | undefined
}

/** References to what the manifest itself says. */
const manifestReferences = ['project', 'region', 'account', 'domain.name']
/** References to what the service says in which they are written. */
const serviceReferences = ['service.name', 'service.port']
const knownReferences = [...manifestReferences, ...serviceReferences, 'environment', 'git.sha', 'env.NAME']

/** `$${` is a literal `${`; the last alternative is a reference that never ends. */
const pattern = /\$\$\{|\$\{([^{}]*)\}|\$\{/g

/** Why a reference has no value. */
interface Refusal {
  readonly message: string
  readonly remedy: string
  readonly atKey?: boolean
}

/** Replaces every reference in keys and texts; what comes of one is always a text. */
export function replaceReferences(
  root: MapNode,
  environment: string,
  inputs: Inputs,
): { root: MapNode; findings: Finding[] } {
  const replacer = new Replacer(root, environment, inputs)
  return { root: replacer.map(root, []), findings: replacer.findings }
}

class Replacer {
  readonly findings: Finding[] = []
  private readonly root: MapNode
  private readonly environment: string
  private readonly inputs: Inputs
  private sha: { value: string | undefined } | undefined

  constructor(root: MapNode, environment: string, inputs: Inputs) {
    this.root = root
    this.environment = environment
    this.inputs = inputs
  }

  map(node: MapNode, path: Path): MapNode {
    const entries = new Map<string, Entry>()
    for (const [written, { key, node: value }] of node.entries) {
      const name = this.expand(written, [...path, written])
      const inner = [...path, name]
      if (entries.has(name))
        this.report(inner, { message: `This makes a second \`${name}\`.`, remedy: 'Keep one.', atKey: true })
      entries.set(name, { key, node: this.node(value, inner) })
    }
    return { ...node, entries }
  }

  private node(node: Node, path: Path): Node {
    if (node.kind === 'map') return this.map(node, path)
    if (node.kind === 'scalar') return this.scalar(node, path)
    return { ...node, items: node.items.map((item, index) => this.node(item, [...path, index])) }
  }

  private scalar(node: ScalarNode, path: Path): ScalarNode {
    if (typeof node.value !== 'string' || !node.value.includes('${')) return node
    const references = [...node.value.matchAll(pattern)].flatMap(([whole, name]) => (name ? [whole] : []))
    return { ...node, value: this.expand(node.value, path), references }
  }

  /** @param within the references that are being replaced, so that none can hold itself. */
  private expand(text: string, path: Path, within: readonly string[] = []): string {
    return text.replace(pattern, (whole, name: string | undefined) => {
      if (whole === '$${') return '${'
      const value = name === undefined ? unfinished : this.value(name, path, within)
      if (typeof value === 'string') return value
      this.report(path, value)
      return whole
    })
  }

  private value(name: string, path: Path, within: readonly string[]): string | Refusal {
    if (name === 'environment') return this.environment
    if (name === 'git.sha') return this.gitSha()
    if (name.startsWith('env.')) return this.variable(name.slice('env.'.length))
    if (serviceReferences.includes(name)) return this.ofService(name, path, within)
    if (parseOutput(name)) return this.output(name, path)
    if (!manifestReferences.includes(name))
      return { message: `\`\${${name}}\` is no reference that deployctl knows.`, remedy: unknownRemedy(name) }
    if (within.includes(name))
      return { message: `\`\${${name}}\` refers to itself.`, remedy: 'Write the value out.' }
    return this.fromManifest(name, path, [...within, name])
  }

  private ofService(name: string, path: Path, within: readonly string[]): string | Refusal {
    const [section, service] = path
    if (section !== 'services' || path.length < 3)
      return {
        message: `\`\${${name}}\` means nothing outside of a service.`,
        remedy: 'Write the value out.',
      }
    return name === 'service.name'
      ? String(service)
      : this.fromManifest(`services.${service}.port`, path, within)
  }

  private fromManifest(name: string, path: Path, within: readonly string[]): string | Refusal {
    const node = find(this.root, name.split('.'))
    if (node?.kind === 'scalar' && node.value !== null)
      return typeof node.value === 'string' ? this.expand(node.value, path, within) : node.source
    return {
      message: `\`\${${name}}\` has no value: \`${name}\` is not written.`,
      remedy: `Write \`${name}\`.`,
    }
  }

  /** What only stands after `bootstrap` stays as it is written, for `deploy` to replace. */
  private output(written: string, path: Path): string | Refusal {
    const output = parseOutput(written)!
    const { section, name, property } = output
    const names = find(this.root, [section])
    const known = names?.kind === 'map' ? [...names.entries.keys()] : []
    if (!known.includes(name))
      return { message: `\`${section}\` has no \`${name}\`.`, remedy: suggest(name, known) }
    const kind = outputKind(output)
    if (!kind) {
      const properties = Object.keys(outputCatalogue[section]!)
      return {
        message: `\`${section}.${name}\` has no output \`${property}\`.`,
        remedy: suggest(property, properties),
      }
    }
    return misplaced(kind, path, written) ?? `\${${written}}`
  }

  private gitSha(): string | Refusal {
    this.sha ??= { value: this.inputs.gitSha() }
    return (
      this.sha.value ?? {
        message: '`${git.sha}` has no value: there is no git commit here.',
        remedy: 'Run deployctl inside the repository, once something is committed.',
      }
    )
  }

  private variable(name: string): string | Refusal {
    const value = Object.hasOwn(this.inputs.env, name) ? this.inputs.env[name] : undefined
    return (
      value ?? { message: `\`\${env.${name}}\` is not set.`, remedy: `Set it: \`${name}=… deployctl …\`.` }
    )
  }

  private report(path: Path, refusal: Refusal): void {
    const seen = this.findings.some(
      finding => formatPath(finding.path) === formatPath(path) && finding.message === refusal.message,
    )
    if (!seen) this.findings.push({ path, ...refusal })
  }
}

const unfinished: Refusal = {
  message: 'A reference is not closed.',
  remedy: 'Close it with `}`, or write `$${` for the text `${`.',
}

/** Why an output cannot be written here: a container gets it, as a variable or, where it holds a credential, as a secret. */
function misplaced(kind: 'plain' | 'secret', path: Path, written: string): Refusal | undefined {
  const [section, , list] = path
  const variable = (section === 'services' || section === 'functions') && path.length === 4
  if (kind === 'secret' && variable && list === 'env')
    return {
      message: `\`\${${written}}\` holds a credential, and a variable can be read by many.`,
      remedy:
        section === 'functions'
          ? 'A function gets no secrets from Lambda: let it read this one by its ARN.'
          : 'Write it under `secrets`.',
    }
  if (kind === 'plain' && variable && list === 'secrets')
    return { message: `\`\${${written}}\` is no secret.`, remedy: 'Write it under `env`.' }
  if (variable && (list === 'env' || list === 'secrets')) return undefined
  return {
    message: `\`\${${written}}\` is known only once it stands, too late for this place.`,
    remedy: 'Only `env` and `secrets` of a service or a function can hold it.',
  }
}

function unknownRemedy(name: string): string {
  return `${suggest(name, knownReferences)} To keep it as it stands, write \`$\${${name}}\`.`
}
