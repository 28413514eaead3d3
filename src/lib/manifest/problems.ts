import { DeployctlError, type Problem } from '../errors/index.ts'
import { formatPath, type Path } from './path.ts'
import { find, type Node, nearest, type Position } from './tree.ts'

/** Something wrong at a path of the resolved manifest. */
export interface Finding {
  readonly path: Path
  readonly message: string
  /** What to write instead. */
  readonly remedy: string
  /** The key is what is wrong, not its value. */
  readonly atKey?: boolean
}

/** Places a finding in the file: in the overlay that the value came from, if it came from one. */
export function locate(finding: Finding, root: Node, file: string): Problem {
  const { path, message, remedy } = finding
  const node = find(root, path)
  const { line, column } = (finding.atKey && keyPosition(root, path)) || nearest(root, path).at
  const written = node?.overlay ? ['environments', node.overlay, ...path] : path
  return { file, line, column, ...(path.length > 0 && { path: formatPath(written) }), message, remedy }
}

function keyPosition(root: Node, path: Path): Position | undefined {
  const parent = find(root, path.slice(0, -1))
  return parent?.kind === 'map' ? parent.entries.get(String(path.at(-1)))?.key : undefined
}

/** More than anybody mends in one sitting; a hostile file could have a million. */
const shownProblems = 100

/** The one error for everything that is wrong with a manifest, in the order of the file. */
export function invalid(file: string, problems: readonly Problem[]): DeployctlError {
  const sorted = [...problems].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
  const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
  const shown = sorted.length > shownProblems ? `, of which these are the first ${shownProblems}` : ''
  return new DeployctlError('manifest.invalid', {
    message: `${file} has ${count}${shown}.`,
    problems: sorted.slice(0, shownProblems),
  })
}
