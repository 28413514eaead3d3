/** Widths of characters in parts of the font's size, as sans-serif fonts have them, on the wide side. */
const narrow = /[iljtfrI.,:;|!'`()[\]{} ]/
const wide = /[mwMW@%—]/
const capital = /[A-Z0-9#&$?+<>=~_×–]/

export function textWidth(text: string, size: number): number {
  const units = [...text].map(character => {
    if (narrow.test(character)) return 0.36
    if (wide.test(character)) return 0.94
    if (capital.test(character)) return 0.68
    return character.charCodeAt(0) > 0x2e80 ? 1 : 0.58
  })
  return units.reduce((sum, unit) => sum + unit, 0) * size
}

/** As much of a text as fits, with an ellipsis where something is cut. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  let end = text.length
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, size) > width) end--
  return `${text.slice(0, end).trimEnd()}…`
}

export function escapeXml(text: string): string {
  const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const
  return (
    text
      // What XML cannot hold at all.
      .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
      .replaceAll(/[&<>"']/g, character => named[character as keyof typeof named])
  )
}
