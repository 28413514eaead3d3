import type { Manifest } from '../../manifest/schema/manifest.ts'
import { nameOf } from '../names.ts'
import { onDemandFunctionName, onDemandFunctions } from '../on-demand/on-demand-names.ts'
import type { AlarmSpec, AlarmsOf, Subject, Term } from './alarm-spec.ts'

const once = { Statistic: 'Sum', Threshold: 0, Period: 300, EvaluationPeriods: 1 } as const

/** Nobody is at hand when what sleeps cannot be woken, so that one failure is enough. */
export const onDemandAlarms: AlarmsOf = manifest => {
  if (!manifest.onDemand) return {}
  const functions = onDemandFunctions.map((which): [string, AlarmSpec] => [
    `on-demand-${which}-errors`,
    {
      means: `The function that ${which === 'waker' ? 'wakes' : 'puts to sleep'} what runs on demand failed`,
      subject: {
        of: 'function',
        dimensions: [{ Name: 'FunctionName', Value: onDemandFunctionName(manifest, which) }],
      },
      measure: { Namespace: 'AWS/Lambda', MetricName: 'Errors', ...once },
    },
  ])
  return {
    ...Object.fromEntries(functions),
    'on-demand-wake-errors': told(manifest, 'WakeErrors', 'Visitors were not told whether it can be woken'),
    'on-demand-wake-failed': told(
      manifest,
      'WakeFailed',
      'What runs on demand was woken, and did not answer',
    ),
  }
}

function told(manifest: Manifest, MetricName: string, means: string): AlarmSpec {
  return { means, subject: ownCounts(manifest), measure: { Namespace, MetricName, ...once } }
}

/** The answers with 5xx by which the waker asks visitors to wait. Undefined where nothing sleeps. */
export function waitingAnswers(manifest: Manifest): Term | undefined {
  if (!manifest.onDemand) return undefined
  return { subject: ownCounts(manifest), Namespace, MetricName: 'WaitingAnswers', Stat: 'Sum' }
}

const Namespace = 'deployctl'

/** What the functions count themselves, in their logs; see `on-demand/log.ts`. */
function ownCounts(manifest: Manifest): Subject {
  return { of: 'function', dimensions: [{ Name: 'System', Value: nameOf(manifest, '') }] }
}
