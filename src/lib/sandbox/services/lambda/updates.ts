import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { uuid } from '../identifiers.ts'
import { plannedFor } from './behaviour.ts'
import { checkRole, checkSettings } from './checks.ts'
import { dropPackages, takeCode } from './code.ts'
import { checkRevision, findVersion, invalidValue, readName } from './lookup.ts'
import { joinNetwork } from './network.ts'
import { requireSettled, statesOf } from './states.ts'
import { keyOf, type LambdaOperations, latest, type VersionRecord, versions } from './tables.ts'
import { publish } from './versions.ts'
import { shown } from './views.ts'

export const updateOperations = {
  UpdateFunctionCode(input, call) {
    const { name } = readName(input.FunctionName)
    const standing = findVersion(call, name)
    requireSettled(call, standing)
    checkRevision(standing, input.RevisionId)
    checkSettings({ Architectures: input.Architectures })
    if (standing.packageType === 'Zip' && input.ImageUri !== undefined) {
      throw invalidValue('Please do not provide ImageUri when updating a function with packageType Zip.')
    }
    const code = takeCode(call, standing.packageType, input)
    if (input.DryRun) return shown(call, { ...standing, code })
    const changed = change(call, standing, draft => {
      draft.code = code
      draft.architecture = input.Architectures?.[0] ?? draft.architecture
    })
    dropPackages(call, [standing.code.sha256])
    return shown(call, input.Publish ? publish(call, changed) : changed)
  },

  UpdateFunctionConfiguration(input, call) {
    const { name } = readName(input.FunctionName)
    const standing = findVersion(call, name)
    requireSettled(call, standing)
    checkRevision(standing, input.RevisionId)
    checkSettings(input)
    if (input.Role !== undefined) checkRole(call, input.Role)
    const role = input.Role ?? standing.role
    const vpc = input.VpcConfig ? joinNetwork(call, { name, role }, input.VpcConfig) : standing.vpc
    const changed = change(call, standing, draft => {
      Object.assign(draft, { role, vpc })
      draft.runtime = input.Runtime ?? draft.runtime
      draft.handler = input.Handler ?? draft.handler
      draft.description = input.Description ?? draft.description
      draft.memory = input.MemorySize ?? draft.memory
      draft.timeout = input.Timeout ?? draft.timeout
      draft.storage = input.EphemeralStorage?.Size ?? draft.storage
      // What is given replaces all that was there; an empty set takes it away.
      draft.environment = input.Environment ? input.Environment.Variables : draft.environment
      draft.imageConfig = input.ImageConfig ?? draft.imageConfig
      draft.logging = { ...draft.logging, ...input.LoggingConfig }
      draft.tracing = input.TracingConfig?.Mode ?? draft.tracing
    })
    return shown(call, changed)
  },
} satisfies LambdaOperations

/** Changes `$LATEST`; what comes of it shows after a while. */
function change(call: Call, standing: VersionRecord, edit: (draft: VersionRecord) => void): VersionRecord {
  const wasActive = standing.wasActive || statesOf(call, standing).State === 'Active'
  return call.table(versions).update(keyOf(standing.name, latest), draft => {
    edit(draft)
    draft.revisionId = uuid(call)
    draft.lastModified = call.date
    draft.updatedAt = call.now + timings.functionActive
    draft.failure = plannedFor(call, standing.name)?.failed
    draft.wasActive = wasActive
  })
}
