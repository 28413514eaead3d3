import type { Problem } from '../errors/index.ts'
import { inParts, whole } from './checked.ts'
import { explain } from './explain/explain.ts'
import type { Source } from './load.ts'
import { applyOverlay } from './overlay.ts'
import { formatPath } from './path.ts'
import { type Finding, invalid, locate } from './problems.ts'
import { type Inputs, replaceReferences } from './references.ts'
import { rules } from './rules/index.ts'
import { environmentSchema, type Manifest } from './schema/manifest.ts'
import { applyServiceDefaults } from './service-defaults.ts'
import { type MapNode, toValue } from './tree.ts'

/** Where each value came from: the tree that a manifest was made of. */
export interface Provenance {
  readonly file: string
  readonly root: MapNode
}

export interface Resolved {
  readonly manifest: Manifest
  readonly provenance: Provenance
}

/**
 * The manifest of one environment: overlays merged, references replaced, defaults filled, everything checked.
 * @throws {DeployctlError} `manifest.unknown-environment`, or `manifest.invalid` with every problem at once.
 */
export function resolveManifest(source: Source, environment: string, inputs: Inputs): Manifest {
  return resolveWithProvenance(source, environment, inputs).manifest
}

/** As `resolveManifest`, and with where each value came from. */
export function resolveWithProvenance(source: Source, environment: string, inputs: Inputs): Resolved {
  const { file, directory } = source
  const overlaid = applyOverlay(source, environment)
  const { root, findings } = replaceReferences(applyServiceDefaults(overlaid.root), environment, inputs)
  const parsed = environmentSchema.safeParse(toValue(root), { reportInput: true })
  const issues = parsed.error?.issues.flatMap(issue => explain(issue, root)) ?? []
  const unknown = issues.filter(({ atKey }) => atKey).map(({ path }) => path)
  const checked = parsed.data ? whole(parsed.data, environment, root) : inParts(root, environment, unknown)
  const broken = rules.flatMap(rule => rule(checked))
  const problems = causesFirst(findings, issues, broken).map(finding => locate(finding, root, file))
  const all = [...overlaid.problems, ...onceEach(problems)]
  if (!parsed.data || all.length > 0) throw invalid(file, all)
  return { manifest: { ...parsed.data, environment, directory }, provenance: { file, root } }
}

/** A value that was found wrong already is not found wrong again for what follows from it. */
function causesFirst(...stages: readonly Finding[][]): Finding[] {
  const known = new Set<string>()
  return stages.flatMap(stage => {
    const news = stage.filter(({ path }) => !known.has(formatPath(path)))
    for (const { path } of news) known.add(formatPath(path))
    return news
  })
}

/** What is wrong with a default is wrong with every service that takes it. */
function onceEach(problems: readonly Problem[]): Problem[] {
  const known = new Set<string>()
  return problems.filter(({ line, column, remedy }) => {
    const key = `${line}:${column} ${remedy}`
    return !known.has(key) && known.add(key)
  })
}
