import type { Call } from '../../service.ts'
import { deleteInterface } from '../ec2/network-interfaces.ts'
import { beginBackups, forgetBackups } from './backups.ts'
import { settleCapacity } from './clusters/capacity.ts'
import { tellOfInstance } from './events.ts'
import { start } from './instances.ts'
import { isOverdue, rest } from './stopped.ts'
import { type InstanceRecord, instances } from './tables.ts'
import { forgetTags } from './tagging.ts'

type Step = 'available' | 'changed' | 'rebooted' | 'stopped' | 'started' | 'due' | 'deleted'

export interface InstanceStep {
  readonly identifier: string
  readonly resourceId: string
  readonly step: Step
}

/** One step of an instance's life. */
export function advanceInstance({ identifier, resourceId, step }: InstanceStep, call: Call): void {
  const instance = call.table(instances).get(identifier)
  // Another one may have the same name by now.
  if (instance?.resourceId === resourceId) steps[step](call, instance)
}

const steps: Readonly<Record<Step, (call: Call, instance: InstanceRecord) => void>> = {
  available(call, instance) {
    const { identifier, status } = instance
    if (status !== 'creating') return
    call.table(instances).update(identifier, draft => {
      draft.status = 'available'
      draft.createdAt = call.date
    })
    tellOfInstance(call, instance, 'created')
    beginBackups(call, identifier)
    if (instance.cluster) settleCapacity(call, instance.cluster)
  },

  changed(call, { identifier, change }) {
    if (!change) return
    call.table(instances).update(identifier, draft => {
      const isRestarted = change.values.version !== undefined || change.values.class !== undefined
      const hasOtherGroup = change.values.parameterGroup !== undefined
      Object.assign(draft, change.values)
      // Another parameter group waits for a restart of its own; an upgrade or a new class brings one.
      draft.restartPending = isRestarted ? false : draft.restartPending || hasOtherGroup
      delete draft.change
    })
  },

  rebooted(call, instance) {
    if (instance.status !== 'rebooting') return
    run(call, instance)
    tellOfInstance(call, instance, 'restarted')
  },

  started(call, instance) {
    if (instance.status !== 'starting') return
    run(call, instance)
    tellOfInstance(call, instance, 'started')
  },

  stopped(call, instance) {
    if (instance.status !== 'stopping') return
    rest(call, instances, 'rds.instance', instance)
    tellOfInstance(call, instance, 'stopped')
  },

  due(call, instance) {
    if (!isOverdue(call, instance)) return
    tellOfInstance(call, instance, 'overdue')
    start(call, instance.identifier)
  },

  deleted(call, instance) {
    if (instance.status !== 'deleting') return
    for (const id of instance.networkInterfaceIds) deleteInterface(call, id)
    tellOfInstance(call, instance, 'deleted')
    forgetBackups(call, instance)
    forgetTags(call, instance.arn)
    call.table(instances).delete(instance.identifier)
    if (instance.cluster) settleCapacity(call, instance.cluster)
  },
}

/** A restart puts what waits for one into force. */
function run(call: Call, { identifier }: InstanceRecord): void {
  call.table(instances).update(identifier, draft => {
    draft.status = 'available'
    draft.restartPending = false
    draft.clusterRestartPending = false
  })
}
