import type { WriteStream } from 'node:tty'
import { fold } from '../ui/fold.ts'

/** Lines as they are shown: on a terminal no wider than that, and elsewhere as they are. */
export function foldedFor(
  { isTTY, columns }: Partial<WriteStream>,
  lines: readonly string[],
): readonly string[] {
  return isTTY && columns ? fold(lines, columns) : lines
}
