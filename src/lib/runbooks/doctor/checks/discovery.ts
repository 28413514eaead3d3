import { registryOf } from '../../../resources/discovery-service.ts'
import { nameOf } from '../../../resources/names.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import type { Evidence } from '../evidence.ts'
import type { Registration } from '../readers/registered.ts'
import { counted } from '../telling.ts'

/** Whether Cloud Map leads to tasks that run. A stale record is what a gateway's 502 and 503 most often come of. */
export const discovery = defineCheck({
  name: 'discovery',
  title: 'Cloud Map leads to tasks that run',
  area: 'front',
  needs: ['registered', 'tasks', 'live'],
  examine({ registered, tasks, live }, about) {
    const found = [...live].filter(([service]) => registryOf(about.manifest, service) !== undefined)
    if (found.length === 0) return { skipped: 'nothing is found by Cloud Map' }
    const addresses = new Set(tasks.flatMap(({ address }) => address ?? []))
    const findings = [
      ...registered.filter(({ address }) => !addresses.has(address)).map(stale),
      ...found.flatMap(([service]) => absent(service, registered, tasks, about)),
    ]
    return { looked: counted(registered.length, 'record'), findings }
  },
})

function stale({ service, registry, instance, address }: Registration): Finding {
  return {
    level: 'problem',
    message: `Cloud Map sends requests for ${service} to a task that is gone: the gateway answers them with 502 or 503.`,
    evidence: [`record ${instance} leads to ${address}, where no task runs`],
    next: `aws servicediscovery deregister-instance --service-id ${registry} --instance-id ${instance}`,
  }
}

function absent(
  service: string,
  registered: readonly Registration[],
  tasks: Evidence['tasks'],
  { scope }: About,
): Finding[] {
  const serviceName = nameOf(scope, service)
  const running = tasks.filter(task => task.serviceName === serviceName && task.status === 'RUNNING')
  const known = new Set(registered.filter(one => one.service === service).map(({ address }) => address))
  const missing = running.filter(({ address }) => address && !known.has(address))
  if (missing.length === 0) return []
  return [
    {
      level: known.size === 0 ? 'problem' : 'warning',
      message: `Cloud Map does not know ${counted(missing.length, 'task')} of ${service} that ${missing.length === 1 ? 'runs' : 'run'}.`,
      evidence: missing.map(({ task, address }) => `task ${task} at ${address} has no record`),
      next: `deployctl deploy ${scope.environment} ${service}`,
    },
  ]
}
