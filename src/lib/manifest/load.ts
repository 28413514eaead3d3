import { dirname, resolve } from 'node:path'
import { invalid } from './problems.ts'
import { TreeBuilder } from './source/build-tree.ts'
import { compose } from './source/compose.ts'
import { checkText, readText } from './source/text.ts'
import type { MapNode } from './tree.ts'

/** A manifest that was read: well-formed, and not yet checked against the schema. */
export interface Source {
  /** As the user named it; every problem says it. */
  readonly file: string
  /** Absolute; build contexts are relative to it. */
  readonly directory: string
  readonly root: MapNode
}

/**
 * Reads `deployctl.yml`.
 * @throws {DeployctlError} `manifest.not-found`, or `manifest.invalid` with every problem of its YAML.
 */
export async function loadManifest(file: string): Promise<Source> {
  return parse(await readText(file), file)
}

/** @throws {DeployctlError} `manifest.invalid` with every problem of its YAML. */
export function parse(text: string, file: string): Source {
  checkText(text, file)
  const { contents, position } = compose(text, file)
  const builder = new TreeBuilder(file, position)
  const root = builder.build(contents, [])
  if (builder.problems.length > 0) throw invalid(file, builder.problems)
  if (root.kind !== 'map') {
    const message = 'A manifest is a map of keys and values.'
    throw invalid(file, [{ file, ...root.at, message, remedy: 'Begin with `version: 1`.' }])
  }
  return { file, directory: dirname(resolve(file)), root }
}
