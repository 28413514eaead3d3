import { Args, Errors, Flags } from '@oclif/core'

const second = 1000

/** A flag whose value is written `30s`, `15m`, `2h` or `7d`; becomes milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async text => durationMs(text),
})

export function durationMs(text: string): number {
  const units = { s: second, m: 60 * second, h: 3600 * second, d: 86_400 * second } as const
  const match = /^(\d+)([smhd])$/.exec(text)
  if (!match) throw new Errors.CLIError(`${text} is no duration: write one such as 30s, 15m or 2h.`)
  return Number(match[1]) * units[match[2] as keyof typeof units]
}

/** Flags of every command. */
export const commonFlags = {
  events: Flags.boolean({
    description: 'Print each event as one line of JSON, as it happens.',
    exclusive: ['json'],
    helpGroup: 'GLOBAL',
  }),
  yes: Flags.boolean({ char: 'y', description: 'Go on without asking.', helpGroup: 'GLOBAL' }),
  verbose: Flags.boolean({ description: 'With a bug, show where it happened.', helpGroup: 'GLOBAL' }),
}

/** Flags of every command that reads a manifest. */
export const manifestFlags = {
  manifest: Flags.string({
    char: 'f',
    description: 'The manifest.',
    default: 'deployctl.yml',
    env: 'DEPLOYCTL_MANIFEST',
    helpValue: 'FILE',
    helpGroup: 'GLOBAL',
  }),
}

/** Flags of every command that talks to AWS. */
export const awsFlags = {
  ...manifestFlags,
  profile: Flags.string({
    description: 'Credentials: a profile of the AWS configuration.',
    env: 'AWS_PROFILE',
    helpValue: 'NAME',
    helpGroup: 'GLOBAL',
  }),
  region: Flags.string({
    description: 'A region in place of the manifest’s.',
    helpValue: 'REGION',
    helpGroup: 'GLOBAL',
  }),
  sandbox: Flags.boolean({
    description: 'Use the local stand-in for AWS, kept in .deployctl/sandbox.',
    env: 'DEPLOYCTL_SANDBOX',
    helpGroup: 'GLOBAL',
  }),
  timeout: durationFlag({
    description: 'Give up waiting after this long, such as 15m. What was started goes on by itself.',
    helpGroup: 'GLOBAL',
  }),
}

/** For commands that write: say what would be done, and do nothing. */
export const dryRunFlag = {
  'dry-run': Flags.boolean({ description: 'Say what would be done, and do nothing.' }),
}

export const environmentArg = {
  environment: Args.string({ required: true, description: 'The environment, as the manifest names it.' }),
}

/** For commands that take any number of services after the environment; see `BaseCommand.words`. */
export const servicesArgs = {
  ...environmentArg,
  service: Args.string({ description: 'Only these services; all of them when absent. Any number.' }),
}
