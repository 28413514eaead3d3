/**
 * The cookie by which a client sticks to a target group, and its twin for requests from other sites.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
const names = ['AWSALBTG', 'AWSALBTGCORS']

/** ARN of the target group that a client sticks to, while its cookie is good. */
export function stuckTo(cookies: string, now: number): string | undefined {
  const values = cookies.split(/; */).flatMap(pair => {
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    return names.includes(name) ? [value] : []
  })
  return values.map(opened).find(cookie => cookie !== undefined && now < cookie.until)?.group
}

/** What the client is to keep, so that it comes back to the same group. Values of Set-Cookie. */
export function stickTo(group: string, seconds: number, now: number): string[] {
  const until = now + seconds * 1000
  // AWS encrypts what is in it; nobody but the load balancer reads it.
  const value = Buffer.from(JSON.stringify({ group, until })).toString('base64url')
  const kept = `${value}; Expires=${new Date(until).toUTCString()}; Path=/`
  return [`AWSALBTG=${kept}`, `AWSALBTGCORS=${kept}; SameSite=None; Secure`]
}

function opened(value: string): { group: string; until: number } | undefined {
  try {
    const { group, until } = JSON.parse(Buffer.from(value, 'base64url').toString())
    return typeof group === 'string' && typeof until === 'number' ? { group, until } : undefined
  } catch {
    return undefined
  }
}
