import type { BootstrapResult } from '../../runbooks/bootstrap.ts'
import { counted, seconds, type Theme } from '../format.ts'

export function presentBootstrap(
  { environment, made, next, seconds: took }: BootstrapResult,
  theme: Theme,
): string[] {
  const done =
    made.length === 0
      ? `${theme.good('✔')} ${environment} stands as the manifest wants it; nothing was changed.`
      : `${theme.good('✔')} ${environment} stands: ${counted(made.length, 'resource')} settled in ${seconds(took)}.`
  const values = next.some(({ by }) => by === 'secrets put')
  const services = next.some(({ by }) => by === 'deploy')
  return [
    done,
    ...(values ? [`  Next, its values:   ${theme.accent(`deployctl secrets put ${environment}`)}`] : []),
    ...(services ? [`  Then, its services: ${theme.accent(`deployctl deploy ${environment}`)}`] : []),
  ]
}
