export interface TargetExplanation {
  /** What the load balancer saw, in plain words. */
  readonly plain: string
  /** What to type next. */
  readonly next: string
}

/** `ENV` and `SERVICE` are filled in. By ELB's reason codes: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
const explanations: Readonly<Record<string, TargetExplanation>> = {
  'Target.ResponseCodeMismatch': {
    plain: 'it answers the health path with another code than expected',
    next: 'mend the health path, or set services.SERVICE.health.path or .codes, then deployctl bootstrap ENV',
  },
  'Target.Timeout': {
    plain: 'it does not answer the health path in time',
    next: 'deployctl logs ENV SERVICE',
  },
  'Target.FailedHealthChecks': {
    plain: 'nothing listens on its port, or the connection is closed before an answer',
    next: 'check that the application listens on services.SERVICE.port at 0.0.0.0: deployctl logs ENV SERVICE',
  },
  'Target.NotInUse': {
    plain: 'no rule of the load balancer leads to it, or its zone is not enabled',
    next: 'deployctl bootstrap ENV',
  },
  'Target.InvalidState': { plain: 'it is stopped', next: 'deployctl status ENV' },
  'Target.IpUnusable': {
    plain: 'its address is used by the load balancer itself',
    next: 'deployctl deploy ENV SERVICE',
  },
  'Elb.InternalError': {
    plain: 'the load balancer itself has trouble',
    next: 'wait; AWS tells of it at https://health.aws.amazon.com/health/status',
  },
}

/** Why a load balancer sends nothing to a target, in plain words, and what to type next. Pure. */
export function explainTarget(
  reason: string,
  { environment, service }: { environment: string; service: string },
): TargetExplanation {
  const { plain, next } = explanations[reason] ?? {
    plain: reason || 'AWS gave no reason',
    next: 'deployctl logs ENV SERVICE',
  }
  return { plain, next: next.replace(/\bENV\b/, environment).replaceAll('SERVICE', service) }
}
