import { createHash } from 'node:crypto'
import type { FunctionSpec, Ran } from '../../functions/function-spec.ts'
import type { Call, Host } from '../../service.ts'
import { sessions } from '../../sessions.ts'
import { behaviourOf, type FunctionBehaviour } from './behaviour.ts'
import { arnOf } from './lookup.ts'
import { packages, type VersionRecord } from './tables.ts'

/** Everything that it takes to run an event, read in one go. */
export interface Prepared {
  readonly version: VersionRecord
  readonly behaviour: FunctionBehaviour | undefined
  /** Undefined for what the sandbox cannot run. */
  readonly spec: FunctionSpec | undefined
  readonly zip: Uint8Array | undefined
  readonly stream: string
  /** Virtual ms since the epoch. */
  readonly now: number
}

/** Real handlers run where they are packages for Node.js, and nothing else is said of them. */
export function prepare(call: Call, version: VersionRecord): Prepared {
  const day = call.date.toISOString().slice(0, 10).replaceAll('-', '/')
  const stream = `${day}/[${version.version}]${hash(version.revisionId)}`
  const runs = version.packageType === 'Zip' && version.runtime?.startsWith('nodejs')
  return {
    version,
    behaviour: behaviourOf(call, version),
    spec: runs ? specOf(call, version, stream) : undefined,
    zip: runs ? call.table(packages).get(version.code.sha256) : undefined,
    stream,
    now: call.now,
  }
}

/** Runs one event: by the fault plan, by its code, or, for an image, as a model of one that is well. */
export async function run(host: Host, prepared: Prepared, invocation: Invoking): Promise<Ran> {
  const { version, behaviour, spec, zip, stream } = prepared
  if (behaviour && hasAnswer(behaviour)) return asTold(version, behaviour, invocation.requestId)
  if (version.packageType === 'Image') return asTold(version, {}, invocation.requestId)
  if (!spec || !zip) return unsupported(version)
  const context = {
    functionName: version.name,
    functionVersion: version.version,
    invokedFunctionArn: invocation.invokedArn,
    memoryLimitInMB: `${version.memory}`,
    logGroupName: version.logging.LogGroup ?? '',
    logStreamName: stream,
  }
  return await host.functions.run(spec, () => zip, { ...invocation, context, now: prepared.now })
}

interface Invoking {
  readonly requestId: string
  /** JSON. */
  readonly event: string
  readonly invokedArn: string
}

function hasAnswer({ status, error, timeout }: FunctionBehaviour): boolean {
  return status !== undefined || error !== undefined || timeout !== undefined
}

function asTold(version: VersionRecord, behaviour: FunctionBehaviour, requestId: string): Ran {
  const { status = 200, body, error, timeout } = behaviour
  const ran = { lines: [], durationMs: timeout ? version.timeout * 1000 : 1 }
  if (timeout) {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${version.timeout.toFixed(2)} seconds`
    return { ...ran, error: { errorType: 'Sandbox.Timedout', errorMessage } }
  }
  if (error) {
    const told = error === true ? {} : error
    return {
      ...ran,
      error: { errorType: 'Error', errorMessage: 'The fault plan says so.', trace: [], ...told },
    }
  }
  const answer = {
    statusCode: status,
    headers: { 'content-type': 'application/json' },
    body: body ?? JSON.stringify({ function: version.name, version: version.version }),
  }
  return { ...ran, payload: JSON.stringify(answer) }
}

function unsupported({ runtime }: VersionRecord): Ran {
  const errorMessage = `The sandbox runs Node.js functions only, not ${runtime}. Give this one an answer: SANDBOX_BEHAVIOUR=status:200 among its variables, or the fault plan's section \`lambda\`.`
  return {
    lines: [],
    durationMs: 0,
    error: { errorType: 'Sandbox.UnsupportedRuntime', errorMessage, trace: [] },
  }
}

function specOf(call: Call, version: VersionRecord, stream: string): FunctionSpec {
  const { code, name, memory, timeout, revisionId } = version
  return {
    key: `${arnOf(call, name, version.version)} ${revisionId} ${call.endpoint}`,
    sha256: code.sha256,
    memory,
    timeout,
    environment: {
      ...version.environment,
      ...ofRuntime(call, version),
      ...credentialsOf(call, version),
      AWS_LAMBDA_LOG_STREAM_NAME: stream,
    },
  }
}

function ofRuntime({ region, endpoint }: Call, version: VersionRecord): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    _HANDLER: version.handler ?? '',
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: version.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${version.memory}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: version.logging.LogGroup ?? '',
  }
}

const century = 100 * 365 * 86_400_000

/** Keys of the function's role, the same for each of its processes. */
function credentialsOf(call: Call, { name, role }: VersionRecord): Record<string, string> {
  const accessKeyId = `ASIA${hash(role + name)
    .slice(0, 16)
    .toUpperCase()}`
  if (!call.table(sessions).has(accessKeyId)) {
    const roleName = role.split('/').at(-1)
    call.table(sessions).put(accessKeyId, {
      account: call.account,
      arn: `arn:aws:sts::${call.account}:assumed-role/${roleName}/${name}`,
      userId: `AROA${hash(role).slice(0, 17).toUpperCase()}:${name}`,
      // No process lives for that long; AWS renews them.
      expiresAt: call.now + century,
    })
  }
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: hash(`secret ${accessKeyId}`),
    AWS_SESSION_TOKEN: hash(`token ${accessKeyId}`),
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
