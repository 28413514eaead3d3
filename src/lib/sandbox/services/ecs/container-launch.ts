import type { RunningTask } from '../../containers/running-task.ts'
import type { Exit, TaskListener } from '../../containers/task-spec.ts'
import type { Call, Host } from '../../service.ts'
import { timings } from '../../timings.ts'
import { probeTarget } from '../elb/probing.ts'
import { taskSpec } from './container-plan.ts'
import { noteExit } from './container-stop.ts'
import { wake, watch } from './scheduling.ts'
import { type ContainerTask, containerTasks, type TaskRecord, tasks } from './tables.ts'
import { writeLog } from './task-logs.ts'
import { change, endTask, failToStart } from './task-stop.ts'
import { joinTargets, portsOf } from './task-targets.ts'

/** A program that does not start needs a while to say so, however fast the clock runs. */
const realSettlingMs = 2000

/** Runs a task in containers, once the call is kept. */
export function launchLater(call: Call, id: string): void {
  const { account, region } = call
  call.table(containerTasks).put(id, { account, region })
  call.afterwards(host => launch(host, id, { account, region }))
}

/** Runs a task in containers, and tells the sandbox what becomes of it. */
async function launch(host: Host, id: string, whose: ContainerTask): Promise<void> {
  const { containers } = host
  const within = callsOf(host, whose)
  const spec = await within(call => taskSpec(call, call.table(tasks).get(id)!))
  if (!containers || !spec) return
  const running = await containers.start(spec, listenerFor(id, within))
  if (typeof running === 'string') await within(call => refuse(call, id, running))
  if (typeof running !== 'object') return
  const settlingMs = Math.max(timings.ecsSchedulerTick, containers.pace.virtualMs(realSettlingMs))
  const task = await within(call => begin(call, id, settlingMs))
  if (!task) return await containers.remove(id)
  await Promise.all([followHealth(task, running, host, within), followExits(id, running, within)])
}

/** Runs work as a call of the task's owner; not at all once the sandbox is closing. */
type Within = <T>(work: (call: Call) => T) => Promise<T | undefined>

function callsOf(host: Host, whose: ContainerTask): Within {
  return async work =>
    host.containers?.closed === false
      ? await host.transact({ service: 'ecs', operation: 'ecs.container', ...whose }, work)
      : undefined
}

function listenerFor(id: string, within: Within): TaskListener {
  return {
    async lines(container, lines) {
      await within(call => writeLog(call, call.table(tasks).get(id)!, lines, container))
    },
    async health(name, isHealthy) {
      await within(call => {
        const { serviceKey } = change(call, id, draft => {
          const container = draft.containers.find(one => one.name === name)!
          container.health = isHealthy ? 'HEALTHY' : 'UNHEALTHY'
        })
        if (serviceKey) wake(call, serviceKey)
      })
    },
  }
}

function refuse(call: Call, id: string, problem: string): void {
  const task = call.table(tasks).get(id)!
  if (task.desiredStatus === 'RUNNING') failToStart(call, task, problem)
}

/** It runs; where a sandbox takes it up again, it runs since then. Undefined where it is to stop already. */
function begin(call: Call, id: string, settlingMs: number): TaskRecord | undefined {
  const before = call.table(tasks).get(id)!
  if (before.desiredStatus !== 'RUNNING') return undefined
  const checked = new Set(
    taskSpec(call, before).containers.flatMap(({ name, healthCheck }) => (healthCheck ? name : [])),
  )
  const task = change(call, id, draft => {
    draft.lastStatus = 'RUNNING'
    draft.startedAt = call.date
    draft.settledAt = new Date(call.now + settlingMs)
    draft.fate = { upAfter: 0, downAfter: null }
    for (const container of draft.containers) if (checked.has(container.name)) container.health = 'UNKNOWN'
  })
  joinTargets(call, task)
  if (task.serviceKey) wake(call, task.serviceKey)
  watch(call)
  return task
}

async function followHealth(
  task: TaskRecord,
  running: RunningTask,
  { containers }: Host,
  within: Within,
): Promise<void> {
  const ports = await within(call => portsOf(call, task))
  const probes = (ports ?? []).map(({ targetGroupArn, port }) =>
    probeTarget({
      target: { targetGroupArn, id: task.privateIp, port },
      task: running,
      pace: containers!.pace,
      within,
      onChange: call => wake(call, task.serviceKey!),
    }),
  )
  await Promise.all(probes)
}

async function followExits(id: string, running: RunningTask, within: Within): Promise<void> {
  const exits = await running.exits()
  if (exits) await within(call => end(call, id, exits))
}

/** One that drains has its exit noted when it is stopped. */
function end(call: Call, id: string, exits: readonly Exit[]): void {
  if (call.table(tasks).get(id)?.desiredStatus === 'RUNNING') endTask(call, id, noteExit(exits))
}
