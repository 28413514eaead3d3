import { existsSync } from 'node:fs'
import module from 'node:module'
import { basename, dirname, join } from 'node:path'
import runtime from 'node:process'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import type { FromRunner, HandlerError, ToRunner } from './messages.ts'

/**
 * The program that runs a handler as Lambda's Node.js runtime does: loads it once, then calls it for each event.
 * It talks to the sandbox by messages; what it writes are log lines.
 */

type Handler = (event: unknown, context: object, callback: Callback) => unknown
type Callback = (error?: unknown, result?: unknown) => void

let requestId = ''

/** This machine's clock; handlers get the sandbox's. */
const machineNow = Date.now
let ahead = 0

const tell = (message: FromRunner) => runtime.send?.(message)

speakAsLambda()
offerTheSdk()
keepTheSandboxsTime()
const loading = load(runtime.env._HANDLER ?? '', runtime.env.LAMBDA_TASK_ROOT ?? '.')
loading.then(
  () => tell({ kind: 'ready' }),
  error => tell({ kind: 'failed-to-load', error }),
)
runtime.on('message', (message: ToRunner) => void answer(message))
runtime.on('disconnect', () => runtime.exit(0))
runtime.on('unhandledRejection', error => {
  tell({ kind: 'failed', error: errorOf(error, 'Runtime.UnhandledPromiseRejection') })
  runtime.exit(128)
})

async function answer({ requestId: id, event, context, ahead: by }: ToRunner): Promise<void> {
  requestId = id
  ahead = by
  const handler = await loading.catch(() => undefined)
  if (!handler) return
  const remaining = () => Math.max(0, context.deadline - machineNow())
  const { deadline: _, ...about } = context
  try {
    const given = { ...about, awsRequestId: id, getRemainingTimeInMillis: remaining }
    const result = await called(handler, JSON.parse(event), given)
    tell({ kind: 'answered', payload: JSON.stringify(result) ?? 'null' })
  } catch (error) {
    tell({ kind: 'failed', error: errorOf(error) })
  }
}

/** A handler answers by what it returns, or by its callback. */
function called(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, result) => (error ? reject(error) : resolve(result))
    const returned = handler(event, context, callback)
    if (handler.length < 3 || returned instanceof Promise) resolve(returned)
  })
}

/** @param name `src/main.handler`: a file without its ending, and what it exports */
async function load(name: string, root: string): Promise<Handler> {
  const [file = '', ...exported] = basename(name).split('.')
  const path = join(root, dirname(name), file)
  const found = ['', '.js', '.mjs', '.cjs'].map(ending => path + ending).find(one => existsSync(one))
  if (!found || exported.length === 0) {
    throw described('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`)
  }
  const loaded = await import(pathToFileURL(found).href).catch(error => {
    throw described('Runtime.ImportModuleError', String(error), error)
  })
  const handler = within(loaded, exported) ?? within(loaded.default, exported)
  if (typeof handler === 'function') return handler as Handler
  throw described('Runtime.HandlerNotFound', `${name} is undefined or not exported`)
}

function within(loaded: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], loaded)
}

function described(errorType: string, errorMessage: string, cause?: unknown): HandlerError {
  return { errorType, errorMessage, trace: traceOf(cause) }
}

function errorOf(error: unknown, type?: string): HandlerError {
  if (!(error instanceof Error))
    return { errorType: type ?? typeof error, errorMessage: format(error), trace: [] }
  return { errorType: type ?? error.name, errorMessage: error.message, trace: traceOf(error) }
}

function traceOf(error: unknown): string[] {
  return error instanceof Error ? (error.stack ?? '').split('\n') : []
}

/** Lambda puts moment, request and level before each line; what goes past the console stays as it is. */
function speakAsLambda(): void {
  const { console } = globalThis
  const levels = { debug: 'DEBUG', error: 'ERROR', info: 'INFO', log: 'INFO', trace: 'TRACE', warn: 'WARN' }
  const spoken = Object.entries(levels).map(([method, level]) => [
    method,
    (...words: unknown[]) =>
      tell({
        kind: 'logged',
        text: [new Date().toISOString(), requestId, level, format(...words)].join('\t'),
      }),
  ])
  Object.assign(console, Object.fromEntries(spoken))
  for (const stream of [runtime.stdout, runtime.stderr]) {
    const written = (text: string | Uint8Array) => {
      tell({
        kind: 'logged',
        text: Buffer.from(text as string)
          .toString()
          .replace(/\n$/, ''),
      })
      return true
    }
    Object.assign(stream, { write: written })
  }
}

/** Lambda's runtimes bring the AWS SDK along: what a package does not hold of it is found beside the sandbox. */
function offerTheSdk(): void {
  module.registerHooks?.({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (error) {
        if (!/^@(aws-sdk|smithy)\//.test(specifier)) throw error
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
    },
  })
}

/** Metrics and tasks carry the sandbox's times, which run ahead of this machine's: a handler has to agree with them. */
function keepTheSandboxsTime(): void {
  const Machine = globalThis.Date
  const now = () => machineNow() + ahead
  globalThis.Date = new Proxy(Machine, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new Machine(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}
