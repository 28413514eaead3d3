import type { Event } from '../../src/lib/events/index.ts'
import { isRead } from '../../src/lib/sandbox/calls.ts'
import type { Line } from './report.ts'
import { Stage, services } from './stage.ts'

/** Slow enough that a busy machine's hiccup is not taken for the tool's. */
const speed = 5
const mostSeconds = 2

/** What watching adds to a rollout, and what it asks of AWS meanwhile. */
export async function polling(): Promise<Line[]> {
  await using stage = await Stage.open({ speed: 200 })
  await stage.release()
  await stage.reopen({ speed })
  const told = await tellEnds(stage)
  const ended = await endings(stage)
  const late = [...told].map(([deployment, at]) => (at - ended.get(deployment)!) / 1000)
  const rate = callsPerSecond(stage, Math.max(...told.values()))
  const mostRate = Math.ceil(services.length / 10)
  return [
    {
      what: 'end of a rollout to its being told, the latest of eight',
      measured: `${Math.max(...late).toFixed(1)} s`,
      beside: '',
      ratio: '',
      wanted: `≤ ${mostSeconds} s`,
      met: told.size === services.length && Math.max(...late) <= mostSeconds,
    },
    {
      what: 'calls a second while eight roll out',
      measured: rate.toFixed(2),
      beside: '',
      ratio: '',
      wanted: `≤ ${mostRate}`,
      met: rate <= mostRate,
    },
  ]
}

/** Deploys. @returns when each deployment's end was told, in the sandbox's time, by its ARN */
async function tellEnds(stage: Stage): Promise<Map<string, number>> {
  const deployments = new Map<string, string>()
  const told = new Map<string, number>()
  await stage.describe({ greeting: 'good evening' })
  stage.sandbox.calls.clear()
  await stage.deployctl('deploy prod --events', {
    onLine: line => {
      const event = JSON.parse(line) as Event
      if (event.type === 'rollout.started') deployments.set(event.service, event.deployment)
      if (event.type === 'rollout.finished')
        told.set(deployments.get(event.service)!, stage.sandbox.clock.now())
    },
  })
  return told
}

/** As the sandbox's state writes a time. */
interface Moment {
  readonly $date: number
}

/** When ECS ended each deployment, in the sandbox's time, by its ARN. */
async function endings({ sandbox: { endpoint } }: Stage): Promise<Map<string, number>> {
  const answer = await fetch(`${endpoint}/_sandbox/state`)
  const state = (await answer.json()) as Record<string, Record<string, { finishedAt?: Moment }>>
  const [, deployments] = Object.entries(state).find(([table]) => table.endsWith('/ecs.serviceDeployments'))!
  return new Map(Object.entries(deployments).map(([arn, { finishedAt }]) => [arn, finishedAt?.$date ?? 0]))
}

/** Reads of ECS and of target health, from the first look at the deployments until the last end was told. */
function callsPerSecond({ sandbox }: Stage, until: number): number {
  const { records } = sandbox.calls
  const from = records.find(({ operation }) => operation === 'DescribeServiceDeployments')!.at
  const watching = records.filter(
    ({ service, operation, at }) =>
      (service === 'ecs' || service === 'elasticloadbalancing') &&
      isRead(operation) &&
      at >= from &&
      at <= until,
  )
  return watching.length / ((until - from) / 1000)
}
