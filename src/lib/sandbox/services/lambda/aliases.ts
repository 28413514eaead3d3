import { uuid } from '../identifiers.ts'
import { page } from '../paging.ts'
import {
  aliasesOf,
  arnOf,
  checkRevision,
  conflict,
  findAlias,
  findFunction,
  findVersion,
  invalidValue,
  readName,
} from './lookup.ts'
import { aliases, keyOf, type LambdaOperations, policies } from './tables.ts'
import { shownAlias } from './views.ts'

export const aliasOperations = {
  CreateAlias({ FunctionName, Name, FunctionVersion, Description = '', RoutingConfig }, call) {
    const { name } = findFunction(call, FunctionName)
    if (!/^(?!\d+$)[A-Za-z0-9_-]{1,128}$/.test(Name)) {
      throw invalidValue(
        `1 validation error detected: Value '${Name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
      )
    }
    const arn = arnOf(call, name, Name)
    if (call.table(aliases).has(keyOf(name, Name))) throw conflict(`Alias already exists: ${arn}`)
    const { version } = findVersion(call, name, FunctionVersion)
    const made = call.table(aliases).put(keyOf(name, Name), {
      name,
      alias: Name,
      arn,
      version,
      description: Description,
      weights: RoutingConfig?.AdditionalVersionWeights,
      revisionId: uuid(call),
    })
    return shownAlias(made)
  },

  GetAlias: ({ FunctionName, Name }, call) => shownAlias(findAlias(call, FunctionName, Name)),

  ListAliases({ FunctionName, FunctionVersion, Marker, MaxItems = 50 }, call) {
    const { name } = findFunction(call, FunctionName)
    const all = aliasesOf(call, name).filter(
      ({ version }) => FunctionVersion === undefined || version === FunctionVersion,
    )
    const { items, next } = page(all, Marker, MaxItems)
    return { Aliases: items.map(shownAlias), ...(next && { NextMarker: next }) }
  },

  UpdateAlias({ FunctionName, Name, FunctionVersion, Description, RoutingConfig, RevisionId }, call) {
    const standing = findAlias(call, FunctionName, Name)
    checkRevision(standing, RevisionId)
    if (FunctionVersion !== undefined) findVersion(call, standing.name, FunctionVersion)
    const changed = call.table(aliases).update(keyOf(standing.name, Name), draft => {
      draft.version = FunctionVersion ?? draft.version
      draft.description = Description ?? draft.description
      draft.weights = RoutingConfig ? RoutingConfig.AdditionalVersionWeights : draft.weights
      draft.revisionId = uuid(call)
    })
    return shownAlias(changed)
  },

  DeleteAlias({ FunctionName, Name }, call) {
    // As in AWS, an alias that is not there any more is deleted.
    const { name } = readName(FunctionName)
    call.table(aliases).delete(keyOf(name, Name))
    call.table(policies).delete(arnOf(call, name, Name))
    return {}
  },
} satisfies LambdaOperations
