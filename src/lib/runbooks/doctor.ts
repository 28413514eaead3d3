import { DeployctlError } from '../errors/index.ts'
import type { Context } from './context.ts'
import type { About, AnyCheck, Area, Examined, Finding } from './doctor/check.ts'
import { checks } from './doctor/checks/index.ts'
import { endsAll } from './doctor/ends-all.ts'
import type { Evidence, Read } from './doctor/evidence.ts'
import { gather } from './doctor/gather.ts'

/** What one check came to. */
export interface Checked {
  readonly name: string
  readonly title: string
  readonly area: Area
  readonly result: 'ok' | 'warning' | 'problem' | 'skipped'
  /** What it looked at; absent where it was skipped. */
  readonly looked?: string
  /** Why it was skipped. */
  readonly why?: string
  readonly findings: readonly Finding[]
}

export interface Doctor {
  readonly project: string
  readonly environment: string
  readonly account: string
  readonly region: string
  /** ISO 8601. */
  readonly at: string
  readonly outcome: 'well' | 'warnings' | 'problems'
  readonly checks: readonly Checked[]
}

/**
 * Asks everything that the troubleshooting section of a runbook asks, all at once. Reads only.
 * What these credentials may not read is skipped, with the reason, and hides nothing else.
 */
export async function doctor(context: Context): Promise<Doctor> {
  const { manifest, scope, clock } = context
  const read = gather(context)
  const about = { manifest, scope, now: clock.now() }
  const checked = await Promise.all(checks.map(check => carryOut(check, read, about)))
  const { project, environment, account, region } = scope
  const at = new Date(about.now).toISOString()
  return { project, environment, account, region, at, outcome: outcomeOf(checked), checks: checked }
}

async function carryOut(check: AnyCheck, read: Read, about: About): Promise<Checked> {
  const { name, title, area } = check
  return { name, title, area, ...told(await examined(check, read, about)) }
}

async function examined({ needs, examine }: AnyCheck, read: Read, about: About): Promise<Examined> {
  try {
    const names = needs as readonly (keyof Evidence)[]
    const evidence = await Promise.all(names.map(async name => [name, await read(name)] as const))
    return examine(Object.fromEntries(evidence), about)
  } catch (error) {
    if (!(error instanceof DeployctlError) || endsAll(error)) throw error
    return { skipped: error.message }
  }
}

function told(came: Examined): Pick<Checked, 'result' | 'looked' | 'why' | 'findings'> {
  if ('skipped' in came) return { result: 'skipped', why: came.skipped, findings: [] }
  const { looked, findings } = came
  const levels = new Set(findings.map(({ level }) => level))
  const result = levels.has('problem') ? 'problem' : levels.has('warning') ? 'warning' : 'ok'
  return { result, looked, findings }
}

function outcomeOf(checked: readonly Checked[]): Doctor['outcome'] {
  const results = new Set(checked.map(({ result }) => result))
  return results.has('problem') ? 'problems' : results.has('warning') ? 'warnings' : 'well'
}
