import type { Visit } from './request.ts'

/** What a visit asks of the waker. */
export type Wish = 'status' | 'wake' | 'shutdown' | 'visit' | 'ignored'

export interface Ignore {
  /** Exact paths, or with a `*` at the end all paths that begin so. */
  readonly paths: readonly string[]
  /** Parts of a User-Agent, in small letters. */
  readonly userAgents: readonly string[]
}

/** Nobody waits for these: browsers, monitors and crawlers ask by themselves, and would keep the service awake. */
export const usuallyIgnored: Ignore = {
  paths: ['/favicon.ico', '/robots.txt', '/apple-touch-icon*', '/.well-known/*'],
  userAgents: [
    'bot',
    'crawler',
    'spider',
    'elb-healthchecker',
    'uptimerobot',
    'pingdom',
    'statuscake',
    'facebookexternalhit',
  ],
}

/** Reads the wish of a visit. Pure. */
export function wishOf({ path, headers }: Visit, ignore: Ignore): Wish {
  if (path === '/status') return 'status'
  if (path === '/wake') return 'wake'
  if (path === '/shutdown') return 'shutdown'
  const agent = (headers['user-agent'] ?? '').toLowerCase()
  const isIgnored =
    ignore.paths.some(pattern => covers(pattern, path)) ||
    ignore.userAgents.some(part => agent.includes(part))
  return isIgnored ? 'ignored' : 'visit'
}

/** Whether a person looks at the answer: a browser that loads a page, and no program or script of one. Pure. */
export function isForPeople({ headers }: Visit): boolean {
  return (headers.accept ?? '').includes('text/html')
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}
