import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { strToU8, type ZipOptions, zipSync } from 'fflate'
import { type FaultPlan, type Sandbox, startSandbox } from '../../../src/lib/sandbox/index.ts'
import { clientConfig } from '../client-config.ts'

/** A sandbox whose time stands still, with a role that Lambda may take and a log group. */
export class Bench {
  readonly sandbox: Sandbox
  readonly lambda: LambdaClient
  readonly role = 'arn:aws:iam::123456789012:role/api'

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
    this.lambda = new LambdaClient(clientConfig(sandbox))
  }

  static async open(faults: FaultPlan = {}): Promise<Bench> {
    const bench = new Bench(await startSandbox({ speed: 0, faults }))
    await bench.makeRole('api')
    const logs = new CloudWatchLogsClient(clientConfig(bench.sandbox))
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/api' }))
    await bench.sandbox.advance(10_000)
    return bench
  }

  async makeRole(RoleName: string, service = 'lambda.amazonaws.com'): Promise<void> {
    const iam = new IAMClient(clientConfig(this.sandbox))
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    })
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['logs:*', 'sqs:*'], Resource: '*' }],
    })
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
  }

  /** Makes the function `api` of these files, and lets the time pass that it takes. */
  async make(
    files: Readonly<Record<string, string>>,
    change: Partial<CreateFunctionCommandInput> = {},
  ): Promise<void> {
    await this.lambda.send(new CreateFunctionCommand({ ...this.input(files), ...change }))
    await this.sandbox.advance(5000)
  }

  input(files: Readonly<Record<string, string>>): CreateFunctionCommandInput {
    return {
      FunctionName: 'api',
      Role: this.role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 10,
      Code: { ZipFile: packed(files) },
    }
  }

  async invoke(event: unknown = {}, FunctionName = 'api') {
    const Payload = JSON.stringify(event)
    const answer = await this.lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }))
    return {
      payload: JSON.parse(Buffer.from(answer.Payload!).toString()),
      error: answer.FunctionError,
      version: answer.ExecutedVersion,
      log: Buffer.from(answer.LogResult!, 'base64').toString(),
    }
  }
}

export function packed(files: Readonly<Record<string, string>>, options: ZipOptions = {}): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [strToU8(text), options]])),
  )
}

/** The name of what a call is refused with, and AWS's words. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => new TypeError('was not refused'),
    (error: Error) => error,
  )
  return `${error.name}: ${error.message}`
}
