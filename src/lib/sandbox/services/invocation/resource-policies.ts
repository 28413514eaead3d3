interface Statement {
  readonly Effect: string
  readonly Principal?: { readonly Service?: string | readonly string[] } | '*'
  readonly Action?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/**
 * Whether a queue's or a topic's own policy lets a service of AWS do something on behalf of a source.
 *
 * @param action in lower case: `sqs:sendmessage`
 * @param source ARN of the rule that it acts for
 */
export function letsService(
  policy: string | undefined,
  service: string,
  action: string,
  source: string,
): boolean {
  if (!policy) return false
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] }
  return [Statement].flat().some(statement => {
    const { Effect, Principal, Action = [], Condition = {} } = statement
    const principals = Principal === '*' ? ['*'] : [Principal?.Service ?? []].flat()
    const isNamed = principals.includes('*') || principals.includes(service)
    const isCovered = [Action].flat().some(one => isLike(action, one.toLowerCase()))
    return Effect === 'Allow' && isNamed && isCovered && holds(Condition, source)
  })
}

/** Of all conditions only the source is known here; what asks for anything else is taken as met. */
function holds(conditions: NonNullable<Statement['Condition']>, source: string): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const wanted = [values].flat()
      if (key.toLowerCase() === 'aws:sourcearn') {
        return wanted.some(value =>
          operator.includes('Equals') && !operator.startsWith('Arn')
            ? source === value
            : isLike(source, value),
        )
      }
      if (key.toLowerCase() === 'aws:sourceaccount') return wanted.includes(source.split(':')[4] ?? '')
      return true
    }),
  )
}

function isLike(name: string, pattern: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 's').test(name)
}
