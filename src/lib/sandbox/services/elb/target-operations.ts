import { awsError } from '../../aws-error.ts'
import { deregisterFunction, functionHealth, registerFunction } from './function-targets.ts'
import { find } from './names.ts'
import { type ElbOperations, targetGroups } from './tables.ts'
import { deregisterTarget, registerTarget, targetHealth, targetsOf } from './targets.ts'

export const targetOperations = {
  RegisterTargets({ TargetGroupArn, Targets }, call) {
    const group = find(call, targetGroups, TargetGroupArn)
    if (group.TargetType === 'lambda') {
      registerFunction(call, group, Targets)
      return {}
    }
    for (const { Id, Port, AvailabilityZone } of Targets) {
      if (group.TargetType === 'ip' && !/^\d{1,3}(\.\d{1,3}){3}$/.test(Id)) {
        throw awsError('InvalidTarget', `The IP address '${Id}' is not a valid IPv4 address`)
      }
      registerTarget(call, {
        targetGroupArn: TargetGroupArn,
        id: Id,
        port: Port ?? group.Port!,
        zone: AvailabilityZone,
        upFrom: call.now,
        downFrom: null,
      })
    }
    return {}
  },

  DeregisterTargets({ TargetGroupArn, Targets }, call) {
    const group = find(call, targetGroups, TargetGroupArn)
    if (group.TargetType === 'lambda') deregisterFunction(call, group, Targets)
    else for (const { Id, Port } of Targets) deregisterTarget(call, TargetGroupArn, Id, Port ?? group.Port!)
    return {}
  },

  DescribeTargetHealth({ TargetGroupArn, Targets }, call) {
    const group = find(call, targetGroups, TargetGroupArn)
    const asked = (id: string) => Targets?.some(target => target.Id === id) ?? true
    if (group.TargetType === 'lambda') return { TargetHealthDescriptions: functionHealth(call, group, asked) }
    return {
      TargetHealthDescriptions: targetsOf(call, TargetGroupArn)
        .filter(({ id }) => asked(id))
        .flatMap(target => {
          const TargetHealth = targetHealth(call, target)
          const { id, port, zone } = target
          const Target = { Id: id, Port: port, AvailabilityZone: zone }
          return TargetHealth ? [{ Target, HealthCheckPort: String(port), TargetHealth }] : []
        }),
    }
  },
} satisfies ElbOperations
