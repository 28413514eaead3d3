import { across, eachService, type Rule } from './rule.ts'

/** Variables that Fargate sets by itself, or that would replace the role of the task. */
const reserved = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_EXECUTION_ENV',
  'ECS_CONTAINER_METADATA_URI',
  'ECS_CONTAINER_METADATA_URI_V4',
  'ECS_AGENT_URI',
])

export const reservedVariables: Rule = eachService(({ env, secrets }, { path }) =>
  [...Object.keys(env).map(name => ['env', name]), ...Object.keys(secrets).map(name => ['secrets', name])]
    .filter(([, name = '']) => reserved.has(name))
    .map(place => ({
      path: [...path, ...place],
      message: `\`${place[1]}\` belongs to ECS and to the role of the task.`,
      remedy: 'Remove it; what the task may call is written under `policy`.',
      atKey: true,
    })),
)

/** Development addresses and the like, which must not reach this environment. */
export const forbiddenWords: Rule = across(['guards'], ({ guards }, { services }) =>
  Object.entries(services).flatMap(([service, { env }]) =>
    Object.entries(env).flatMap(([name, value]) => {
      const word = guards.forbidInEnv.find(word => value.toLowerCase().includes(word.toLowerCase()))
      if (word === undefined) return []
      const message = `\`${name}\` holds \`${word}\`, which \`guards.forbidInEnv\` forbids.`
      const remedy = 'Give it a value for this environment.'
      return [{ path: ['services', service, 'env', name], message, remedy }]
    }),
  ),
)
