import { type Cloud, openCloud } from '../cloud/index.ts'
import { count, log } from '../log.ts'
import { readSettings, type Settings } from '../settings.ts'
import { encode } from './answer.ts'
import { hear } from './hear.ts'
import { readVisit } from './request.ts'
import { answerVisit, apologise } from './visit.ts'

let opened: { readonly settings: Settings; readonly cloud: Cloud } | undefined

/** What Lambda calls: with a visit by either front door, or with an event of ECS or RDS. */
export async function handler(event: unknown): Promise<object | undefined> {
  const now = Date.now()
  const visit = readVisit(event)
  if (!visit) {
    opened ??= open()
    await hear(event, opened.cloud, opened.settings, now)
    return undefined
  }
  try {
    opened ??= open()
    const { settings, cloud } = opened
    const answer = await answerVisit(visit, cloud, settings, now)
    const { status } = answer
    const facts = { method: visit.method, path: visit.path, status }
    // Counted, so that alarms on 5xx can tell visitors who are asked to wait from those who met a fault.
    if (status >= 500) count('WaitingAnswers', settings.ownPrefix, now, { event: 'visit', ...facts })
    else log('visit', facts)
    return encode(visit, answer)
  } catch (error) {
    // Told as a metric, too: an alarm hears of it, and the visitor is not left with nothing.
    const system = opened?.settings.ownPrefix ?? systemByName()
    if (system === undefined) throw error
    const { name, message } = error as Error
    count('WakeErrors', system, now, { event: 'failed', name, message })
    return encode(visit, apologise(visit, opened?.settings ?? nameless))
  }
}

const nameless = { title: 'This service', databases: [] }
const ownName = 'on-demand-waker'

/** Without settings the function's own name tells whose it is, unless that was too long to be kept whole. */
function systemByName(): string | undefined {
  const { AWS_LAMBDA_FUNCTION_NAME: name = '' } = process.env
  return name.endsWith(ownName) ? name.slice(0, -ownName.length) : undefined
}

function open() {
  const settings = readSettings(process.env.SETTINGS)
  return { settings, cloud: openCloud(settings) }
}
