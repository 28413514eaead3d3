// tmux capture-pane -p -e | node bin/docs/terminal-picture.js TITLE > docs/images/NAME.svg
// Draws what a terminal showed, colours and all, as an SVG that needs no font but a monospaced one.
import { text } from 'node:stream/consumers'

const [title = 'deployctl'] = process.argv.slice(2)
const columnWidth = 8.4
const lineHeight = 19
const margin = 20
const bar = 36

const background = '#12161c'
const foreground = '#d7dde5'
const colours = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
}

const plain = { fill: foreground, bold: false, dim: false }

/** The style after one SGR code; codes that mean nothing here change nothing. */
function styled(style, code) {
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, fill: foreground }
  return colours[code] ? { ...style, fill: colours[code] } : style
}

/** Splits the text into lines of runs, each in one style; a style lasts over the end of a line. */
function runsOf(screen) {
  let style = plain
  return screen.split('\n').map(line => {
    const runs = []
    let column = 0
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is read here
    for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
      if (part.startsWith('\x1b')) style = part.slice(2, -1).split(';').map(Number).reduce(styled, style)
      else {
        // Each word stands at its own place, so that no renderer's way with spaces can move it.
        for (const { 0: word, index } of part.matchAll(/\S+/g))
          runs.push({ text: word, column: column + [...part.slice(0, index)].length, style })
        column += [...part].length
      }
    }
    return runs
  })
}

const escaped = characters =>
  characters.replace(/[&<>]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one])

function drawn({ text: characters, column, style: { fill, bold, dim } }, row) {
  const x = (margin + column * columnWidth).toFixed(1)
  const y = bar + margin + row * lineHeight
  const width = ([...characters].length * columnWidth).toFixed(1)
  const manner = `${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}`
  return `<text x="${x}" y="${y}" fill="${fill}" textLength="${width}"${manner}>${escaped(characters)}</text>`
}

const screen = runsOf((await text(process.stdin)).trimEnd())
const columns = Math.max(
  ...screen.flat().map(({ text: characters, column }) => column + [...characters].length),
)
const width = Math.ceil(2 * margin + columns * columnWidth)
const height = bar + 2 * margin + (screen.length - 1) * lineHeight
const lines = screen.flatMap((runs, row) => runs.map(run => drawn(run, row)))

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${background}"/>
<circle cx="22" cy="18" r="6" fill="#ff5f57"/><circle cx="42" cy="18" r="6" fill="#febc2e"/><circle cx="62" cy="18" r="6" fill="#28c840"/>
<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">
${lines.join('\n')}
</g>
</svg>
`)
