import type { KeyExplanation } from '../../manifest/index.ts'
import { type Theme, table } from '../format.ts'

/** What `deployctl docs KEY` shows. */
export function presentKey(
  { path, description, type, default: fallback, required, examples, keys }: KeyExplanation,
  theme: Theme,
): string[] {
  const facts = [
    ['type', type],
    ...(fallback === undefined ? [] : [['default', fallback]]),
    ...(required ? [['required', 'yes']] : []),
  ]
  return [
    theme.bold(path || 'deployctl.yml'),
    description,
    '',
    ...table(facts.map(([name, value]) => [`  ${name}`, value!])),
    ...(keys.length > 0
      ? ['', theme.bold('keys'), ...table(keys.map(key => [`  ${key.name}`, key.description]))]
      : []),
    ...(examples.length > 0
      ? [
          '',
          theme.bold('for example'),
          ...examples.flatMap(example =>
            example
              .trimEnd()
              .split('\n')
              .map(line => `  ${line}`),
          ),
        ]
      : []),
  ]
}
