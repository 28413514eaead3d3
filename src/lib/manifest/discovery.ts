import { outputsIn } from './outputs.ts'

/** The services that these variables name as `${services.NAME.url}` or `.host`. Pure. */
export function servicesCalledIn(env: Readonly<Record<string, string>>): string[] {
  const called = Object.values(env)
    .flatMap(outputsIn)
    .filter(({ section }) => section === 'services')
    .map(({ name }) => name)
  return [...new Set(called)]
}
