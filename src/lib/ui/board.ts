/** Lines that are shown again and again as they change. */
export interface Board {
  show(lines: readonly string[]): void
  close(): void
}

/** On a terminal the lines are redrawn in place; elsewhere they are printed whenever they differ. */
export async function makeBoard(stream: NodeJS.WriteStream): Promise<Board> {
  if (stream.isTTY) {
    const { createLogUpdate } = await import('log-update')
    const update = createLogUpdate(stream)
    return { show: lines => update(lines.join('\n')), close: () => update.done() }
  }
  let shown = ''
  return {
    show: lines => {
      const text = lines.join('\n')
      if (text !== shown) stream.write(`${text}\n\n`)
      shown = text
    },
    close: () => {},
  }
}
