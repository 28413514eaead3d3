import { DeployctlError } from '../../src/lib/errors/index.ts'
import { type Inputs, type Manifest, parse, resolveManifest } from '../../src/lib/manifest/index.ts'

export const inputs: Inputs = { env: {}, gitSha: () => '3f2c1ab' }

/** The manifest that comes of a text, for `prod`. */
export function resolve(text: string, more: Partial<Inputs> = {}, environment = 'prod'): Manifest {
  return resolveManifest(parse(text, 'deployctl.yml'), environment, { ...inputs, ...more })
}

/** Every problem of a text, each as `line:column path: message → remedy`. */
export function problems(text: string, more: Partial<Inputs> = {}): string[] {
  return problemsOf(() => resolve(text, more))
}

export function problemsOf(act: () => unknown): string[] {
  const error = thrown(act)
  return error.problems.map(({ line, column, path, message, remedy }) => {
    const place = [line && `${line}:${column}`, path].filter(Boolean).join(' ')
    return `${place}: ${message} → ${remedy}`
  })
}

export function thrown(act: () => unknown): DeployctlError {
  try {
    act()
  } catch (error) {
    if (error instanceof DeployctlError) return error
    throw error
  }
  throw new DeployctlError('usage.invalid', { message: 'Nothing was thrown.' })
}
