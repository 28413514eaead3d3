import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import * as lambda from '@aws-sdk/client-lambda'
import { type Bench, seconds } from '../ecs/bench.ts'
import { packed } from './bench.ts'

/** A function of a bench, with its first version behind the alias `live`. @returns the alias's ARN */
export async function makeFunction(bench: Bench, FunctionName: string, code: string): Promise<string> {
  const client = new lambda.LambdaClient(bench.config)
  const Role = await makeRole(bench, FunctionName)
  await bench.sandbox.advance(20 * seconds)
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: packed({ 'index.js': code }) },
    }),
  )
  await bench.sandbox.advance(20 * seconds)
  const { Version } = await client.send(new lambda.PublishVersionCommand({ FunctionName }))
  await bench.sandbox.advance(20 * seconds)
  const { AliasArn } = await client.send(
    new lambda.CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version }),
  )
  return AliasArn!
}

async function makeRole(bench: Bench, RoleName: string): Promise<string> {
  const Principal = { Service: 'lambda.amazonaws.com' }
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  })
  const client = new IAMClient(bench.config)
  const { Role } = await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  return Role!.Arn!
}
