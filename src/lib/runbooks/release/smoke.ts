import type { Told } from '../../events/index.ts'
import type { Service } from '../../manifest/schema/manifest.ts'
import { parseReference, secretName } from '../../resources/secret-reference.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { type FrontDoor, frontDoor, requestSettings } from './front-door.ts'
import { httpGet, lookup } from './http-get.ts'
import type { TimedSteps } from './timed-steps.ts'

type SmokeTest = Service['smoke'][number]
type HttpTest = Extract<SmokeTest, { http: string }>
type WebSocketTest = Extract<SmokeTest, { websocket: string }>

export interface SmokeResult {
  /** Name of the service, or of the function. */
  readonly service: string
  /** Such as `GET https://prod.example.com/health`. */
  readonly request: string
  /** What was wrong; undefined where nothing was. */
  readonly wrong?: string
  /** Seconds until a function's new version answered: its first call, and the next. */
  readonly times?: { readonly cold: number; readonly warm: number }
}

/** What a release has put to use. */
export interface SmokeSubjects {
  readonly services: readonly string[]
  readonly functions: readonly string[]
  /** The functions among these that run another version than before. */
  readonly moved: ReadonlySet<string>
}

/** Tries of one test, for a load balancer takes a moment to send to new tasks everywhere. */
const attempts = 3
/** Seconds. */
const between = 2

/** Sends the smoke tests to where users send their requests, all at once; those of one function in turn, the first timed. */
export async function smokeTest(
  context: Context,
  steps: TimedSteps,
  subjects: SmokeSubjects,
  world: World,
): Promise<SmokeResult[]> {
  const { services, functions } = context.manifest
  const ofServices = subjects.services.flatMap(service =>
    services[service]!.smoke.map(test => ({ service, test })),
  )
  const ofFunctions = subjects.functions.filter(name => functions[name]!.smoke.length > 0)
  if (ofServices.length + ofFunctions.length === 0) return []
  const door = await frontDoor(context, world)
  const work = () =>
    Promise.all([
      ...ofServices.map(async ({ service, test }) => [await repeated(context, door, service, test)]),
      ...ofFunctions.map(name => inTurn(context, door, name, subjects.moved.has(name))),
    ])
  return steps.step('smoke', async () => (await work()).flat(), describe)
}

async function inTurn(
  context: Context,
  door: FrontDoor,
  name: string,
  moved: boolean,
): Promise<SmokeResult[]> {
  const results: SmokeResult[] = []
  for (const test of context.manifest.functions[name]!.smoke) {
    const isFirst = moved && results.length === 0
    const times = isFirst ? await coldAndWarm(door, test) : undefined
    const request = requestOf(door, test)
    results.push(times ? { service: name, request, times } : await repeated(context, door, name, test))
  }
  return results
}

/** What a user waits for an answer, really: the clock of a run may be faster. Undefined where an answer was wrong. */
async function coldAndWarm(door: FrontDoor, test: HttpTest): Promise<SmokeResult['times']> {
  const [cold, warm] = [await timed(door, test), await timed(door, test)]
  return cold === undefined || warm === undefined ? undefined : { cold, warm }
}

async function timed(door: FrontDoor, test: HttpTest): Promise<number | undefined> {
  const started = performance.now()
  const wrong = await tryHttp(door, test)
  return wrong === undefined ? Math.round(performance.now() - started) / 1000 : undefined
}

/** For the step's line. Pure. */
export function describe(results: readonly SmokeResult[]): Told {
  const passed = results.filter(({ wrong }) => wrong === undefined).length
  const times = results.flatMap(({ service, times }) =>
    times ? [`; ${service} cold ${times.cold} s, warm ${times.warm} s`] : [],
  )
  const told = `${passed} of ${results.length} passed${times.join('')}`
  return passed === results.length ? told : { failed: told }
}

/** Sends one test, a few times where it fails. */
export async function repeated(
  context: Context,
  door: FrontDoor,
  service: string,
  test: SmokeTest,
): Promise<SmokeResult> {
  const request = requestOf(door, test)
  for (let attempt = 1; ; attempt++) {
    const wrong = await ('http' in test ? tryHttp(door, test) : tryWebSocket(context, door, test))
    if (wrong === undefined) return { service, request }
    if (attempt === attempts) return { service, request, wrong }
    await context.clock.sleep(between * 1000, context.signal)
  }
}

function requestOf({ url }: FrontDoor, test: SmokeTest): string {
  return 'http' in test ? `GET ${url}${test.http}` : `WebSocket ${url.replace('http', 'ws')}${test.websocket}`
}

async function tryHttp(door: FrontDoor, test: HttpTest): Promise<string | undefined> {
  const signal = AbortSignal.timeout(test.timeout * 1000)
  try {
    const { status, body } = await httpGet(door, test.http, signal)
    if (status !== test.expect) return `answered ${status} instead of ${test.expect}`
    if (test.contains !== undefined && !body.includes(test.contains))
      return 'answered without the text expected'
    return undefined
  } catch (error) {
    return `did not answer: ${error instanceof Error ? error.message : error}`
  }
}

async function tryWebSocket(
  context: Context,
  door: FrontDoor,
  test: WebSocketTest,
): Promise<string | undefined> {
  const { WebSocket } = await import('ws')
  const protocols = await subprotocols(context, test)
  if (!protocols) return 'was not tried: its subprotocol cannot be read, or cannot be sent'
  const url = door.address.replace('http', 'ws') + test.websocket
  const settings = { ...requestSettings(door), handshakeTimeout: test.timeout * 1000, lookup }
  const socket = new WebSocket(url, protocols, settings)
  const timer = AbortSignal.timeout(test.timeout * 1000)
  try {
    return await new Promise<string | undefined>(resolve => {
      timer.addEventListener('abort', () => resolve(`did not answer within ${test.timeout} s`))
      socket.on('error', error => resolve(`did not open: ${error.message}`))
      socket.on('close', code => resolve(`was closed with code ${code}`))
      socket.on('open', () => {
        if (test.send !== undefined) socket.send(test.send)
        if (test.expect === undefined) resolve(undefined)
      })
      socket.on('message', data => {
        const answered = String(data)
        if (test.expect !== undefined)
          resolve(answered.includes(test.expect) ? undefined : 'answered without the text expected')
      })
    })
  } finally {
    socket.terminate()
  }
}

/** What a handshake may carry (RFC 9110, token). */
const token = /^[!#$%&'*+.^_`|~\w-]+$/

/** Undefined where it cannot be had. Why is not told: a parser quotes what it cannot parse, which is a secret here. */
async function subprotocols(context: Context, { subprotocol }: WebSocketTest): Promise<string[] | undefined> {
  if (subprotocol === undefined) return []
  const value = await plainText(context, subprotocol).catch(() => undefined)
  context.signal.throwIfAborted()
  return value !== undefined && token.test(value) ? [value] : undefined
}

/** A subprotocol may be a key that only a secret holds; it goes into the handshake and nowhere else. */
async function plainText({ ports, scope }: Context, text: string): Promise<string | undefined> {
  if (!/^(ssm|secret):/.test(text)) return text
  const reference = parseReference(text)
  if (reference.from === 'parameter') {
    const { Parameter } = await ports.ssm.getParameter({ Name: reference.name, WithDecryption: true })
    return Parameter?.Value
  }
  if (reference.from !== 'secret') return undefined
  const SecretId = secretName(scope, reference.name)
  const { SecretString } = await ports.secretsManager.getSecretValue({ SecretId })
  return reference.key && SecretString ? JSON.parse(SecretString)[reference.key] : SecretString
}
