import type { ServiceStatus, Snapshot, Trouble } from './snapshot.ts'

/** What is wrong, the most urgent first, each with what to type next. Pure. */
export function diagnose(snapshot: Snapshot, environment: string): Trouble[] {
  return [
    ...snapshot.services.flatMap(service => troublesOf(service, environment)),
    ...partTroubles(snapshot, environment),
    ...releaseTrouble(snapshot, environment),
    ...certificateTrouble(snapshot, environment),
    ...snapshot.alarms.map(({ name, reason }) => ({
      message: `The alarm ${name} is in ALARM: ${reason}`,
      next: `deployctl logs ${environment}`,
    })),
  ]
}

function troublesOf(
  { service, live, stopped, health, events }: ServiceStatus,
  environment: string,
): Trouble[] {
  const logs = `deployctl logs ${environment} ${service}`
  if (!live) return [{ service, message: 'It does not stand yet.', next: `deployctl deploy ${environment}` }]
  if (live.desired === 0) return []
  const troubles: Trouble[] = []
  const last = stopped[0]
  const { desired, running, rollout, rolloutReason } = live
  if (rollout === 'FAILED') {
    const message = `Its last rollout failed: ${rolloutReason ?? events[0]?.message ?? 'ECS gave no reason.'}`
    troubles.push({ service, message, next: last?.next ?? logs })
  }
  if (running < desired) {
    const why = last ? ` ${last.plain}` : ''
    const next = last?.next ?? `deployctl status ${environment} --watch`
    troubles.push({ service, message: `${running} of ${desired} tasks run.${why}`, next })
  }
  const [waiting] =
    health?.waiting.filter(({ state }) => state === 'unhealthy' || state === 'unavailable') ?? []
  if (waiting) {
    const reason = waiting.reason || waiting.state
    troubles.push({
      service,
      message: `The load balancer finds ${waiting.target} unhealthy: ${reason}.`,
      next: logs,
    })
  }
  return troubles
}

function partTroubles({ parts }: Snapshot, environment: string): Trouble[] {
  return parts
    .filter(({ well }) => !well)
    .map(({ what, name, status, by = 'bootstrap' }) => {
      const missing = status === 'missing'
      const message = missing
        ? `The ${what} ${name} does not stand yet.`
        : `The ${what} ${name} is ${status}.`
      return { message, next: `deployctl ${missing ? by : 'doctor'} ${environment}` }
    })
}

function releaseTrouble({ release, lock }: Snapshot, environment: string): Trouble[] {
  if (!release) return []
  const { number, outcome, cause } = release
  const why = cause ? ` ${cause}` : ''
  if (outcome === 'failed') {
    const message = `Release ${number} failed.${why}`
    return [{ message, next: `deployctl rollback ${environment}` }]
  }
  const unfinished = outcome === 'interrupted' || (outcome === 'in-progress' && !lock)
  if (!unfinished) return []
  return [{ message: `Release ${number} was not finished.${why}`, next: `deployctl deploy ${environment}` }]
}

function certificateTrouble({ certificate }: Snapshot, environment: string): Trouble[] {
  if (!certificate || certificate.status === 'ISSUED') return []
  const { domain, status } = certificate
  // Which record ACM waits for takes more calls than belong here.
  const command = status === 'PENDING_VALIDATION' ? 'doctor' : 'bootstrap'
  return [
    { message: `The certificate of ${domain} is ${status}.`, next: `deployctl ${command} ${environment}` },
  ]
}
