import { across, type Rule } from './rule.ts'

/** Variables that Lambda sets by itself and lets nobody set (Lambda Developer Guide, "Defined runtime environment variables"). */
const reserved = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])

/** Bytes that names and values may have together (Lambda quotas). */
const mostBytes = 4096

export const functionVariables: Rule = across(['functions'], ({ functions }) =>
  Object.entries(functions).flatMap(([name, { env }]) => {
    const path = ['functions', name, 'env']
    const size = Object.entries(env).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0)
    const tooMuch = {
      path,
      message: `The variables have ${size} bytes together; Lambda takes ${mostBytes}.`,
      remedy: 'Pack a file with them, or read them from a parameter or a bucket.',
    }
    return [
      ...(size > mostBytes ? [tooMuch] : []),
      ...Object.keys(env).flatMap(variable => problemOf(variable, [...path, variable])),
    ]
  }),
)

function problemOf(variable: string, path: string[]) {
  if (reserved.has(variable)) {
    const message = `\`${variable}\` belongs to Lambda and to the role of the function.`
    const remedy = 'Remove it; what the function may call is written under `access` and `policy`.'
    return [{ path, message, remedy, atKey: true }]
  }
  // CreateFunction, Environment: `[a-zA-Z]([a-zA-Z0-9_])+`
  if (/^[A-Za-z]\w+$/.test(variable)) return []
  const message = `Lambda takes no variable named \`${variable}\`.`
  return [{ path, message, remedy: 'Begin with a letter, and use two characters or more.', atKey: true }]
}

/** Development addresses and the like, which must not reach this environment. */
export const forbiddenInFunctions: Rule = across(['guards', 'functions'], ({ guards, functions }) =>
  Object.entries(functions).flatMap(([name, { env }]) =>
    Object.entries(env).flatMap(([variable, value]) => {
      const word = guards.forbidInEnv.find(one => value.toLowerCase().includes(one.toLowerCase()))
      if (word === undefined) return []
      const message = `\`${variable}\` holds \`${word}\`, which \`guards.forbidInEnv\` forbids.`
      const remedy = 'Give it a value for this environment.'
      return [{ path: ['functions', name, 'env', variable], message, remedy }]
    }),
  ),
)
