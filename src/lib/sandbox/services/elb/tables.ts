import type {
  Action,
  Certificate,
  LoadBalancer,
  MutualAuthenticationAttributes,
  RuleCondition,
  RuleTransform,
  Tag,
  TargetGroup,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Elastic Load Balancing's operations. */
export type ElbOperations = Operations<typeof import('@aws-sdk/client-elastic-load-balancing-v2')>

export type Attributes = Record<string, string>

export interface LoadBalancerRecord extends LoadBalancer {
  readonly LoadBalancerArn: string
  readonly LoadBalancerName: string
  /** `NAME-ID.REGION.elb.localhost`; what is answered carries the sandbox's port, too. */
  readonly host: string
  /** Virtual ms from which on it is active. */
  readonly activeAt: number
  readonly networkInterfaceIds: readonly string[]
  attributes: Attributes
}

/** By ARN. */
export const loadBalancers = defineTable<LoadBalancerRecord>('elb.load-balancers')

export interface TargetGroupRecord extends TargetGroup {
  readonly TargetGroupArn: string
  readonly TargetGroupName: string
  attributes: Attributes
}

/** By ARN. */
export const targetGroups = defineTable<TargetGroupRecord>('elb.target-groups')

export interface ListenerRecord {
  readonly ListenerArn: string
  readonly LoadBalancerArn: string
  Port: number
  Protocol: 'HTTP' | 'HTTPS'
  SslPolicy?: string | undefined
  /** The default one first. */
  Certificates: Certificate[]
  DefaultActions: Action[]
  MutualAuthentication?: MutualAuthenticationAttributes | undefined
  attributes: Attributes
}

/** By ARN. */
export const listeners = defineTable<ListenerRecord>('elb.listeners')

export interface RuleRecord {
  readonly RuleArn: string
  readonly ListenerArn: string
  priority: number
  Conditions: RuleCondition[]
  Actions: Action[]
  Transforms?: RuleTransform[] | undefined
}

/** By ARN; a listener's default rule is not among them. */
export const rules = defineTable<RuleRecord>('elb.rules')

/** Times are virtual ms since the epoch. */
export interface TargetRecord {
  readonly targetGroupArn: string
  readonly id: string
  readonly port: number
  readonly zone?: string | undefined
  /** What answers behind it, for the front's own answers: a service and its task definition. */
  readonly serves?: { readonly service: string; readonly taskDefinition: string } | undefined
  /** Id of the task that runs for real behind it. */
  readonly task?: string | undefined
  /** What probes have found, where there is something to probe; it comes before `upFrom` and `downFrom`. */
  probed?: TargetHealth | undefined
  readonly registeredAt: number
  deregisteredAt?: number
  /** From when on it answers health checks; null is never, so far. */
  upFrom: number | null
  /** From when on it no longer does. */
  downFrom: number | null
  /** HTTP code of a failed health check; a time-out where absent. */
  code?: number | undefined
}

/** By target group's ARN, `|`, and `ID:PORT`. */
export const targets = defineTable<TargetRecord>('elb.targets')

/** The one target of a group of type `lambda`. */
export interface FunctionTargetRecord {
  /** ARN of the function, perhaps with a version or an alias. */
  readonly arn: string
  /** Virtual ms since the epoch. */
  readonly registeredAt: number
}

/** By target group's ARN. */
export const functionTargets = defineTable<FunctionTargetRecord>('elb.function-targets')

/** Tags of everything in ELB, by ARN. */
export const elbTags = defineTable<Tag[]>('elb.tags')

/** Whose load balancer a host name means: a request to it carries no signature to tell. */
export interface HostRecord {
  readonly account: string
  readonly region: string
  readonly loadBalancerArn: string
}

/** By host name, without a port. */
export const hosts = defineTable<HostRecord>('elb.hosts', 'global')
