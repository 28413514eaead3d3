import { unlessMissing } from '../../../aws/index.ts'
import { functionName, liveAlias } from '../../../resources/function-name.ts'
import { onDemandFunctionName, onDemandFunctions } from '../../../resources/on-demand/on-demand-names.ts'
import type { Context } from '../../context.ts'
import { askMeasures, type Question } from '../ask-measures.ts'
import type { Reader } from '../evidence.ts'

/** A Lambda function as AWS tells it. */
export interface FunctionReading {
  /** As the manifest calls it, or `on-demand-waker`. */
  readonly name: string
  /** AWS's name. */
  readonly awsName: string
  /** AWS's word for the version that users get, such as `Active`; undefined where there is none. */
  readonly state: string | undefined
  readonly stateReason?: string | undefined
  /** AWS's word for what was given it last: `Successful`, `InProgress`, `Failed`. */
  readonly lastUpdate?: string | undefined
  readonly lastUpdateReason?: string | undefined
  /** How often it failed, and how often it was refused for want of capacity, in the last minutes. */
  readonly errors: number
  readonly throttles: number
}

export const functions: Reader<'functions'> = async context => {
  const named = namesOf(context)
  const questions = named.flatMap(([, awsName]) =>
    ['Errors', 'Throttles'].map(metric => question(awsName, metric)),
  )
  const [served, latest, counts] = await Promise.all([
    Promise.all(
      named.map(([name, awsName]) => configuration(context, awsName, isOwn(name) ? liveAlias : undefined)),
    ),
    Promise.all(named.map(([, awsName]) => configuration(context, awsName))),
    askMeasures(context, questions),
  ])
  const sum = (awsName: string, metric: string) =>
    (counts.get(`${awsName} ${metric}`) ?? []).reduce((total, count) => total + count, 0)
  return named.map(([name, awsName], index) => {
    const found = served[index]
    return {
      name,
      awsName,
      state: found && (found.State ?? 'Active'),
      stateReason: found?.StateReason,
      lastUpdate: latest[index]?.LastUpdateStatus,
      lastUpdateReason: latest[index]?.LastUpdateStatusReason,
      errors: sum(awsName, 'Errors'),
      throttles: sum(awsName, 'Throttles'),
    }
  })
}

/** A name of the manifest, and not of those that ship with deployctl. */
function isOwn(name: string): boolean {
  return !name.startsWith('on-demand-')
}

function namesOf({ manifest, scope }: Context): (readonly [string, string])[] {
  const own = Object.keys(manifest.functions).map(name => [name, functionName(scope, name)] as const)
  const shipped = manifest.onDemand ? onDemandFunctions : []
  return [
    ...own,
    ...shipped.map(which => [`on-demand-${which}`, onDemandFunctionName(scope, which)] as const),
  ]
}

/** Those that ship with deployctl have no alias. */
function configuration({ ports, signal }: Context, FunctionName: string, Qualifier?: string) {
  return unlessMissing(ports.lambda.getFunctionConfiguration({ FunctionName, Qualifier }, { signal }))
}

function question(awsName: string, metric: string): Question {
  const dimensions = [{ Name: 'FunctionName', Value: awsName }]
  return { key: `${awsName} ${metric}`, namespace: 'AWS/Lambda', metric, stat: 'Sum', dimensions }
}
