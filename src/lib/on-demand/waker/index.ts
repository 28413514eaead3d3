import { type Cloud, openCloud } from '../cloud/index.ts'
import { count, log } from '../log.ts'
import { readSettings, type Settings } from '../settings.ts'
import { encode, json } from './answer.ts'
import { hear } from './hear.ts'
import { readVisit } from './request.ts'
import { answerVisit } from './visit.ts'

let opened: { readonly settings: Settings; readonly cloud: Cloud } | undefined

/** What Lambda calls: with a visit by either front door, or with an event of ECS or RDS. */
export async function handler(event: unknown): Promise<object | undefined> {
  opened ??= open()
  const { settings, cloud } = opened
  const now = Date.now()
  const visit = readVisit(event)
  if (!visit) {
    await hear(event, cloud, settings, now)
    return undefined
  }
  try {
    const answer = await answerVisit(visit, cloud, settings, now)
    const { status } = answer
    const facts = { method: visit.method, path: visit.path, status }
    // Counted, so that alarms on 5xx can tell visitors who are asked to wait from those who met a fault.
    if (status >= 500) count('WaitingAnswers', settings.ownPrefix, now, { event: 'visit', ...facts })
    else log('visit', facts)
    return encode(visit, answer)
  } catch (error) {
    // Told as a metric, too: an alarm hears of it, and the visitor is not left with nothing.
    const { name, message } = error as Error
    count('WakeErrors', settings.ownPrefix, now, { event: 'failed', name, message })
    return encode(
      visit,
      json(500, { status: 'failed', reason: 'It could not be looked up. The owner has been told.' }),
    )
  }
}

function open() {
  const settings = readSettings(process.env.SETTINGS)
  return { settings, cloud: openCloud(settings) }
}
