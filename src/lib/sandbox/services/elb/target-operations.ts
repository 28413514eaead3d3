import { awsError } from '../../aws-error.ts'
import { find } from './names.ts'
import { type ElbOperations, targetGroups } from './tables.ts'
import { deregisterTarget, registerTarget, targetHealth, targetsOf } from './targets.ts'

export const targetOperations = {
  RegisterTargets({ TargetGroupArn, Targets }, call) {
    const group = find(call, targetGroups, TargetGroupArn)
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
    const { Port: usual } = find(call, targetGroups, TargetGroupArn)
    for (const { Id, Port } of Targets) deregisterTarget(call, TargetGroupArn, Id, Port ?? usual!)
    return {}
  },

  DescribeTargetHealth({ TargetGroupArn, Targets }, call) {
    find(call, targetGroups, TargetGroupArn)
    const asked = (id: string) => Targets?.some(target => target.Id === id) ?? true
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
