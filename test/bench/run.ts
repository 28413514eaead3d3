import { bootstrap } from './bootstrap.ts'
import { polling } from './polling.ts'
import { type Line, report } from './report.ts'
import { rollback } from './rollback.ts'
import { startUp } from './start-up.ts'
import { status } from './status.ts'
import { templates } from './templates.ts'

const benches = { 'start-up': startUp, status, rollback, bootstrap, templates, polling }

/** Names on the command line choose some of them. */
const chosen = process.argv.slice(2)
const lines: Line[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  lines.push(...(await bench()))
}
process.stdout.write(`${report(lines)}\n`)
