import { defineService } from '../../service.ts'
import { aliasOperations } from './aliases.ts'
import { functionOperations } from './functions.ts'
import { invokeFunction } from './invoke.ts'
import { findVersion } from './lookup.ts'
import { networkEvents } from './network.ts'
import { permissionOperations } from './permissions.ts'
import { updateOperations } from './updates.ts'
import { upkeepOperations } from './upkeep.ts'
import { versionOperations } from './versions.ts'

/** Lambda: functions, their versions and aliases; packages for Node.js really run. */
export const lambda = defineService({
  id: 'lambda',
  load: () => import('@aws-sdk/client-lambda'),
  operations: {
    ...aliasOperations,
    ...functionOperations,
    ...permissionOperations,
    ...updateOperations,
    ...upkeepOperations,
    ...versionOperations,
  },
  detached: {
    async Invoke({ FunctionName, Qualifier, InvocationType, LogType, Payload }, origin, host) {
      const request = {
        function: FunctionName,
        qualifier: Qualifier,
        event: Payload && Buffer.from(Payload).toString(),
      }
      if (InvocationType === 'DryRun' || InvocationType === 'Event') {
        const found = await host.transact(origin, call => findVersion(call, FunctionName, Qualifier))
        if (InvocationType === 'DryRun') return { StatusCode: 204, ExecutedVersion: found.version }
        invokeFunction(host, origin, request).catch(() => {})
        return { StatusCode: 202 }
      }
      const { payload, functionError, version, lines } = await invokeFunction(host, origin, request)
      const tail = Buffer.from(lines.join('\n')).subarray(-4096).toString('base64')
      return {
        StatusCode: 200,
        ExecutedVersion: version,
        Payload: Buffer.from(payload) as never,
        ...(functionError && { FunctionError: functionError }),
        ...(LogType === 'Tail' && { LogResult: tail }),
      }
    },
  },
  events: networkEvents,
  invalidInputCode: 'InvalidParameterValueException',
})
