import { createHash } from 'node:crypto'
import type { Situation } from '../../situation.ts'
import { script } from './script.ts'
import { style } from './style.ts'
import { saying, stepsOf } from './words.ts'

export interface PageOptions {
  /** What the service is called, for people. */
  readonly title: string
  readonly situation: Situation
  /** Path and query that the visitor asked for. */
  readonly target: string
  /** Whether the visitor is taken there by itself; only a GET may be sent again. */
  readonly goesOn: boolean
  /** Path of the status document. */
  readonly poll: string
  /** Whether databases are started first. */
  readonly hasDatabases: boolean
}

/** Scripts and styles are told by their hashes, so that nothing else can run on the page. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src '${hashOf(script)}'`,
  `style-src '${hashOf(style)}'`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page that visitors see while the service is not there. Without JavaScript it loads itself anew. Pure. */
export function waitingPage({ title, situation, target, goesOn, poll, hasDatabases }: PageOptions): string {
  const { heading, detail } = saying(situation, title)
  const to = escapeHtml(target)
  const onward = goesOn ? `<noscript><meta http-equiv="refresh" content="5;url=${to}"></noscript>` : ''
  const note = goesOn
    ? ''
    : `<p>What you sent was not delivered, and is not sent again by itself. <a href="${to}">Go on</a> once it is awake, and send it anew.</p>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(heading)}</title>
${onward}
<style>${style}</style>
</head>
<body>
<main${situation.status === 'failed' ? ' class="bad"' : ''} data-poll="${escapeHtml(poll)}" data-target="${to}"${goesOn ? ' data-goes-on="yes"' : ''}>
<div role="status" aria-live="polite">
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(detail)}</p>
</div>
${note}
<ol aria-label="Steps of the start">${items(situation, stepsOf(hasDatabases))}</ol>
</main>
<script>${script}</script>
</body>
</html>
`
}

function items(situation: Situation, steps: ReturnType<typeof stepsOf>): string {
  const stage = situation.status === 'starting' ? situation.stage : undefined
  const at = steps.findIndex(([name]) => name === stage)
  return steps
    .map(([name, words], index) => {
      const state = index < at ? 'done' : index === at ? 'now' : 'later'
      const current = state === 'now' ? ' aria-current="step"' : ''
      return `<li data-stage="${name}" data-state="${state}"${current}>${words}</li>`
    })
    .join('')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, one => entities[one]!)
}
