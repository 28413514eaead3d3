import { awsError } from '../../aws-error.ts'
import { invalid } from './names.ts'
import type { Attributes, TargetGroupRecord } from './tables.ts'

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
export const loadBalancerDefaults: Attributes = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'routing.http2.enabled': 'true',
  'waf.fail_open.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
const targetGroupDefaults: Attributes = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
}

/** Those of a function, which has no others. */
const functionDefaults: Attributes = { 'lambda.multi_value_headers.enabled': 'false' }

/** What a target group of a type begins with. */
export function defaultsOf(targetType: TargetGroupRecord['TargetType']): Attributes {
  return targetType === 'lambda' ? functionDefaults : targetGroupDefaults
}

/** @throws AwsError InvalidConfigurationRequest for what only target groups of other types have */
export function checkSupported(
  { TargetType, attributes }: TargetGroupRecord,
  changes: readonly Attribute[],
): void {
  const known = { ...targetGroupDefaults, ...functionDefaults }
  for (const { Key = '' } of changes) {
    if (Key in attributes || !(Key in known)) continue
    throw awsError(
      'InvalidConfigurationRequest',
      `A target group with target type '${TargetType}' does not support the attribute ${Key}`,
    )
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html */
export const listenerDefaults: Attributes = {
  'routing.http.response.server.enabled': 'true',
}

const numbers: Readonly<Record<string, readonly [from: number, to: number]>> = {
  'client_keep_alive.seconds': [60, 604_800],
  'deregistration_delay.timeout_seconds': [0, 3600],
  'idle_timeout.timeout_seconds': [1, 4000],
  'stickiness.lb_cookie.duration_seconds': [1, 604_800],
  'stickiness.app_cookie.duration_seconds': [1, 604_800],
}

interface Attribute {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

/**
 * Attributes after a change.
 *
 * @throws AwsError ValidationError for a key that the kind does not have, or a value out of range
 */
export function changedAttributes(
  kind: string,
  before: Attributes,
  changes: readonly Attribute[],
): Attributes {
  for (const { Key = '', Value = '' } of changes) {
    if (!(Key in before)) throw invalid(`${kind} attribute key '${Key}' is not recognized`)
    const [from, to] = numbers[Key] ?? []
    const number = Number(Value)
    if (from !== undefined && to !== undefined && !(Value !== '' && number >= from && number <= to)) {
      throw invalid(`${kind} attribute '${Key}' must be between '${from}' and '${to}' inclusive`)
    }
    if (Key.endsWith('.enabled') && before[Key]!.match(/^(true|false)$/) && !/^(true|false)$/.test(Value)) {
      throw invalid(`${kind} attribute '${Key}' value must be either 'true' or 'false'`)
    }
  }
  return { ...before, ...Object.fromEntries(changes.map(({ Key, Value }) => [Key, Value ?? ''])) }
}

export function listed(attributes: Attributes) {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }))
}
