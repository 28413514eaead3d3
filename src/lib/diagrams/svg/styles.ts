import { type Family, palette } from '../palette.ts'

const fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"

interface Scheme {
  readonly page: string
  readonly card: string
  readonly border: string
  readonly words: string
  readonly quiet: string
  readonly frames: Readonly<Record<'cloud' | 'vpc' | 'public' | 'private' | 'cluster', string>>
}

const light: Scheme = {
  page: '#ffffff',
  card: '#ffffff',
  border: '#d0d7de',
  words: '#1f2328',
  quiet: '#59636e',
  frames: { cloud: '#f6f8fa', vpc: '#f3effa', public: '#eef7ee', private: '#eef4fb', cluster: '#fdf4ec' },
}

const dark: Scheme = {
  page: '#0d1117',
  card: '#161b22',
  border: '#3d444d',
  words: '#f0f6fc',
  quiet: '#9198a1',
  frames: { cloud: '#10151c', vpc: '#17142a', public: '#11201a', private: '#101d2e', cluster: '#241a12' },
}

const lighter: Readonly<Record<Family, string>> = {
  outside: '#9aa4af',
  network: '#b392f0',
  compute: '#f0883e',
  data: '#79a8ff',
  storage: '#56c271',
  operations: '#f778ba',
}

/** The page follows the reader's own scheme, where an SVG is opened and where a page shows it. */
export function styles(): string {
  const own = Object.fromEntries(Object.entries(palette).map(([name, { accent }]) => [name, accent]))
  return `<style>
text{font-family:${fonts};fill:var(--words)}
.page{fill:var(--page)}
.title{font-size:17px;font-weight:600}
.card{fill:var(--card);stroke:var(--border)}
.label{font-size:13px;font-weight:600}
.detail{font-size:11px;fill:var(--quiet)}
.frame{stroke:var(--border)}
.frame.cloud,.frame.vpc{stroke-width:1.5}
.frame.cluster{stroke-dasharray:5 4}
.frame-label{font-size:11.500px;font-weight:600;fill:var(--quiet);paint-order:stroke;stroke-width:5px;stroke-linejoin:round}
.wire{fill:none;stroke-width:1.6}
.wire.request{stroke:var(--network);stroke-width:2.2}
.wire.call{stroke:var(--compute)}
.wire.data{stroke:var(--data)}
.wire.side{stroke:var(--quiet);stroke-dasharray:4 4}
.head.request{fill:var(--network)}
.head.call{fill:var(--compute)}
.head.data{fill:var(--data)}
.head.side{fill:var(--quiet)}
.tag{fill:var(--card);stroke:var(--border)}
.tag-words{font-size:11px;text-anchor:middle}
.icon{fill:none;stroke:#fff;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}
${Object.keys(palette)
  .map(name => `.${name} .badge{fill:var(--badge-${name})}`)
  .join('\n')}
${Object.keys(light.frames)
  .map(name => `.frame.${name}{fill:var(--${name})}.frame-label.${name}{stroke:var(--${name})}`)
  .join('\n')}
svg{color-scheme:light dark;${variables(light, own, own)}}
@media (prefers-color-scheme:dark){svg{${variables(dark, lighter, own)}}}
</style>`
}

function variables(
  { frames, ...scheme }: Scheme,
  strokes: Readonly<Record<string, string>>,
  badges: Readonly<Record<string, string>>,
): string {
  const named = [
    ...Object.entries({ ...scheme, ...frames, ...strokes }),
    ...Object.entries(badges).map(([name, colour]) => [`badge-${name}`, colour]),
  ]
  return named.map(([name, colour]) => `--${name}:${colour}`).join(';')
}
