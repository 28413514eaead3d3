import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { awsCli, boto3, describeWithAws } from '../aws-tools.ts'
import { Bench, packed } from './bench.ts'

describeWithAws('Lambda, by the AWS CLI and boto3', () => {
  test('a function is made, called, published and led to', async () => {
    const bench = await Bench.open()
    const directory = mkdtempSync(join(tmpdir(), 'lambda-'))
    const [zip, answer] = [join(directory, 'api.zip'), join(directory, 'answer.json')]
    writeFileSync(zip, packed({ 'index.js': 'exports.handler = async ({ name }) => `Hello ${name}`' }))
    const lambda = (...words: string[]) => awsCli(bench.sandbox, ['lambda', ...words])

    const made = await lambda(
      ...['create-function', '--function-name', 'api', '--runtime', 'nodejs24.x', '--role', bench.role],
      ...['--handler', 'index.handler', '--zip-file', `fileb://${zip}`, '--tags', 'team=shop'],
      ...['--query', '[State,PackageType,Architectures[0],MemorySize]', '--output', 'text'],
    )
    expect(made.stdout.trim().split(/\s+/)).toEqual(['Pending', 'Zip', 'x86_64', '128'])
    await bench.sandbox.advance(5000)

    const called = await lambda(
      ...['invoke', '--function-name', 'api', '--payload', '{"name": "Ada"}'],
      ...['--query', 'ExecutedVersion', answer],
    )
    expect([called.stderr, readFileSync(answer, 'utf8')]).toEqual(['', '"Hello Ada"'])

    await lambda('publish-version', '--function-name', 'api', '--description', 'first')
    const alias = ['--function-name', 'api', '--name', 'live', '--function-version']
    expect((await lambda('create-alias', ...alias, '1')).code).toBe(0)
    expect((await lambda('update-alias', ...alias, '2')).stderr).toContain(
      'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:api:2',
    )

    const { output } = await boto3(bench.sandbox, 'lambda', 'get_function', { FunctionName: 'api:live' })
    expect(output).toMatchObject({
      Configuration: { Version: '1', Description: 'first', Handler: 'index.handler' },
      Tags: { team: 'shop' },
    })
    const missing = await boto3(bench.sandbox, 'lambda', 'get_policy', { FunctionName: 'api' })
    expect(missing.error).toBe('ResourceNotFoundException')
    rmSync(directory, { recursive: true })
    await bench.sandbox.close()
  })
})
