/** A table; cells are Markdown already. */
export function table(heads, rows) {
  const line = cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

export function code(text) {
  return `\`${text}\``
}

/** Where GitHub puts a heading. */
export function anchor(heading) {
  return heading.toLowerCase().replaceAll(' ', '-')
}

/** Blocks with an empty line between them; what is empty falls away. */
export function blocks(...parts) {
  return parts.flat().filter(Boolean).join('\n\n')
}
