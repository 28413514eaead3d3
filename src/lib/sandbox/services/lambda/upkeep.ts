import { findFunction, invalidValue } from './lookup.ts'
import { functions, type LambdaOperations } from './tables.ts'

/** Executions at once that an account has, and that must stay for functions that reserve none. */
const ofAccount = 1000
const unreservable = 100

/** Tags, and shares of the account's concurrency. */
export const upkeepOperations = {
  PutFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions }, call) {
    const { name } = findFunction(call, FunctionName)
    const others = call.table(functions).filter(one => one.name !== name)
    const reserved = others.reduce((sum, { concurrency = 0 }) => sum + concurrency, 0)
    if (ofAccount - reserved - ReservedConcurrentExecutions < unreservable) {
      throw invalidValue(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservable}].`,
      )
    }
    call.table(functions).update(name, draft => {
      draft.concurrency = ReservedConcurrentExecutions
    })
    return { ReservedConcurrentExecutions }
  },

  GetFunctionConcurrency({ FunctionName }, call) {
    const { concurrency } = findFunction(call, FunctionName)
    return concurrency === undefined ? {} : { ReservedConcurrentExecutions: concurrency }
  },

  DeleteFunctionConcurrency({ FunctionName }, call) {
    const { name } = findFunction(call, FunctionName)
    call.table(functions).update(name, draft => {
      delete draft.concurrency
    })
    return {}
  },

  ListTags: ({ Resource }, call) => ({ Tags: findFunction(call, Resource).tags }),

  TagResource({ Resource, Tags }, call) {
    const { name } = findFunction(call, Resource)
    call.table(functions).update(name, draft => {
      draft.tags = { ...draft.tags, ...Tags }
    })
    return {}
  },

  UntagResource({ Resource, TagKeys }, call) {
    const { name } = findFunction(call, Resource)
    call.table(functions).update(name, draft => {
      draft.tags = Object.fromEntries(Object.entries(draft.tags).filter(([key]) => !TagKeys.includes(key)))
    })
    return {}
  },
} satisfies LambdaOperations
