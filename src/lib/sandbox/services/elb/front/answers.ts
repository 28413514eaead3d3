import type { TargetRecord } from '../tables.ts'

/** An answer that goes back to a client. */
export interface Answer {
  readonly status: number
  /** The reason phrase, where it is not the usual one. */
  readonly reason?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Buffer
  /** Whether it is the load balancer's, not a target's. */
  readonly isOwn: boolean
}

/** An answer of the load balancer's own, where something is wrong. */
export function ownAnswer(status: number, title: string): Answer {
  const body = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  return { status, headers: { 'content-type': 'text/html', server: 'awselb/2.0' }, body, isOwn: true }
}

export const badGateway = ownAnswer(502, 'Bad Gateway')

/** What answers for a target that only is a model of one. */
export function described({ id, port, serves }: TargetRecord, url: string | undefined): Answer {
  const body = JSON.stringify({ ...serves, target: `${id}:${port}`, path: url })
  return { status: 200, headers: { 'content-type': 'application/json' }, body, isOwn: false }
}
