import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../lib/cli/base-command.ts'
import { interruption } from '../lib/cli/interruption.ts'
import { sandboxDirectory } from '../lib/cli/stand-in.ts'
import type { Theme } from '../lib/ui/format.ts'

interface Served {
  readonly endpoint: string
  readonly calls: number
}

export default class Sandbox extends BaseCommand<typeof Sandbox, Served> {
  static override summary = 'Serve the local stand-in for AWS until interrupted.'
  static override description =
    'Point anything at it with AWS_ENDPOINT_URL: deployctl, the AWS CLI, boto3. It binds to 127.0.0.1 only, and proves nothing about real AWS.'
  static override examples = [
    '<%= config.bin %> sandbox',
    '<%= config.bin %> sandbox --port 4566 --speed 60',
    '<%= config.bin %> sandbox --speed 10 --containers',
    '<%= config.bin %> sandbox --ephemeral --faults faults.json',
  ]
  static override flags = {
    port: Flags.integer({
      helpValue: 'PORT',
      description: 'TCP port; a free one when absent.',
      min: 0,
      max: 65_535,
      default: 0,
    }),
    speed: Flags.integer({
      helpValue: 'FACTOR',
      description: 'How many times as fast as the wall clock its time runs.',
      min: 0,
      default: 60,
    }),
    ephemeral: Flags.boolean({ description: 'Keep the state in memory only.' }),
    containers: Flags.boolean({
      description: 'Run tasks as containers of the pushed images, on the Docker Engine of this machine.',
      env: 'DEPLOYCTL_SANDBOX_CONTAINERS',
    }),
    faults: Flags.file({ description: 'A fault plan, as JSON.', exists: true, helpValue: 'FILE' }),
  }

  protected async execute(): Promise<Served> {
    const { port, speed, ephemeral, containers, faults } = this.flags
    const directory = sandboxDirectory(process.cwd())
    const { startSandbox } = await import('../lib/sandbox/index.ts')
    using interrupted = interruption()
    const plan = faults ? JSON.parse(await readFile(faults, 'utf8')) : undefined
    const sandbox = await startSandbox({
      port,
      speed,
      containers,
      ...(ephemeral ? {} : { directory }),
      ...(plan ? { faults: plan } : {}),
    })
    process.stderr.write(instructions(sandbox.endpoint, speed))
    if (!interrupted.signal.aborted) await once(interrupted.signal, 'abort')
    const calls = sandbox.calls.records.length
    await sandbox.close()
    return { endpoint: sandbox.endpoint, calls }
  }

  protected present({ calls }: Served, theme: Theme): string[] {
    return [`${theme.good('✔')} Stopped after ${calls} calls.`]
  }
}

function instructions(endpoint: string, speed: number): string {
  const lines = [
    `The sandbox answers on ${endpoint}, ${speed} times as fast as AWS. In another shell:`,
    '',
    `  export AWS_ENDPOINT_URL=${endpoint}`,
    '  export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox',
    '  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
    '',
    'Ctrl-C stops it.',
    '',
  ]
  return lines.join('\n')
}
