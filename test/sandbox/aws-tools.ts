import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { describe } from 'vitest'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'

const run = promisify(execFile)

type Endpoint = Pick<Sandbox, 'endpoint'>

function environment({ endpoint }: Endpoint, region: string) {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'not-verified',
    AWS_DEFAULT_REGION: region,
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  }
}

/** Runs `aws ARGUMENTS`; a failure is a result, too. */
export async function awsCli(sandbox: Endpoint, argv: readonly string[], region = 'eu-west-1') {
  const env = environment(sandbox, region)
  return await run('aws', argv, { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({
      code: code as number,
      stdout: stdout as string,
      stderr: stderr as string,
    }),
  )
}

const script = `
import boto3, botocore, json, sys
service, method, arguments = json.loads(sys.argv[1])
try:
    output = getattr(boto3.client(service), method)(**arguments)
    output.pop('ResponseMetadata', None)
    if 'Body' in output: output['Body'] = output['Body'].read().decode()
    print(json.dumps({'output': output}, default=lambda value: value.isoformat()))
except botocore.exceptions.ClientError as error:
    print(json.dumps({'error': error.response['Error']['Code']}))
`

/** Calls one method of a boto3 client. */
export async function boto3(sandbox: Endpoint, service: string, method: string, input: object) {
  const env = environment(sandbox, 'eu-west-1')
  const { stdout } = await run('python3', ['-c', script, JSON.stringify([service, method, input])], { env })
  // biome-ignore lint/suspicious/noExplicitAny: the output of whatever was called
  return JSON.parse(stdout) as { output?: any; error?: string }
}

/** A suite that needs the AWS CLI and boto3; without them it is skipped, and its name says so. */
export function describeWithAws(name: string, suite: () => void): void {
  if (isInstalled()) describe(name, { timeout: 60_000 }, suite)
  else describe.skip(`${name} (SKIPPED: the AWS CLI or boto3 is not installed)`, suite)
}

function isInstalled(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' })
    execFileSync('python3', ['-c', 'import boto3'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
