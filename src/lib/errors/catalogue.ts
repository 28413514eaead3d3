import { databaseErrors } from './databases.ts'
import type { Entry } from './entry.ts'
import { imageErrors } from './images.ts'
import { secretErrors } from './secrets.ts'

/**
 * Every error a user can meet, by its stable word code. Codes are part of the `--json` contract:
 * add freely, never rename. Grouped by the part of the tool that throws them.
 */
export const catalogue = {
  'usage.invalid': { exit: 'usage', hint: 'See `deployctl --help`.' },
  'usage.confirmation-required': {
    exit: 'usage',
    hint: 'Pass `--yes` to go on without a prompt.',
  },
  'secrets.value-missing': {
    exit: 'usage',
    hint: 'Give each with `deployctl secrets put ENV NAME --stdin`, or all with `secrets import`.',
  },
  'usage.value-required': {
    exit: 'usage',
    hint: 'Give the value by a flag or on standard input; see `--help`.',
  },
  'init.exists': { exit: 'usage', hint: 'Name another directory, or move these files away.' },
  'init.unknown-template': { exit: 'usage', hint: 'See `deployctl init --help`.' },
  'ci.no-role': {
    exit: 'usage',
    hint: 'Write `github: {repository: OWNER/NAME, branches: [main]}` and `account`, then `deployctl bootstrap ENV`.',
  },
  'ci.no-common-ref': {
    exit: 'usage',
    hint: 'Name a branch or a tag under `github` for both, or write a workflow for each with `--output`.',
  },
  'ci.not-written': {
    exit: 'usage',
    hint: 'Name a file that you may write to with `--output`, or print it with `--stdout`.',
  },
  'run.not-started': {
    exit: 'halfway',
    hint: 'Mend what ECS says above, then run the same command again.',
  },
  'on-demand.absent': {
    exit: 'usage',
    hint: 'Write a section `onDemand` into the manifest, then `deployctl bootstrap ENV`.',
  },
  'on-demand.no-metrics': {
    exit: 'preflight',
    hint: 'Give the hours by `--hours-per-day`, or ask again once it was awake.',
  },
  'open.no-address': {
    exit: 'preflight',
    hint: 'Give a service a `port`, and an `ingress`; then `deployctl bootstrap ENV`.',
  },
  'run.declined': { exit: 'usage', hint: 'Run it again and confirm, or pass `--yes`.' },
  'run.interrupted': { exit: 'interrupted', hint: 'Run the same command again to go on.' },
  'run.deadline': {
    exit: 'deadline',
    hint: 'What was started goes on by itself; follow it with `deployctl status`.',
  },

  'manifest.not-found': {
    exit: 'usage',
    hint: 'Write one with `deployctl init`, or name it with `--manifest`.',
  },
  'manifest.invalid': { exit: 'usage', hint: 'Explain a key with `deployctl docs KEY`.' },
  'manifest.unknown-environment': { exit: 'usage', hint: 'Add it under `environments` in the manifest.' },
  'manifest.unknown-key': { exit: 'usage', hint: 'List the keys with `deployctl docs`.' },

  'diagram.not-written': {
    exit: 'usage',
    hint: 'Name a file in a directory that is there, and that you may write to.',
  },

  'cost.unknown-region': {
    exit: 'usage',
    hint: 'Give prices of your own with `--prices FILE`; docs/costs.md says which and how.',
  },
  'cost.invalid-prices': { exit: 'usage', hint: 'Mend the file; docs/costs.md says what it holds.' },
  'cost.invalid-assumption': {
    exit: 'usage',
    hint: 'Write `--assume NAME=NUMBER`; `deployctl cost ENV` lists the names.',
  },

  'aws.wrong-account': { exit: 'credentials', hint: 'Choose other credentials with `--profile`.' },
  'aws.no-credentials': {
    exit: 'credentials',
    hint: 'Sign in with `aws sso login` or `aws configure`, or pass `--profile`.',
  },
  'aws.expired-credentials': { exit: 'credentials', hint: 'Sign in again, then run the same command.' },
  'aws.denied': { exit: 'credentials', hint: 'Give these credentials the permission named above.' },
  'aws.unreachable': { exit: 'halfway', hint: 'Check the network, then run the same command again.' },
  'aws.refused': {
    exit: 'halfway',
    hint: 'Read what AWS said above; run the same command again once it is mended.',
  },

  'preflight.existing-missing': {
    exit: 'preflight',
    hint: 'Name one that exists, or remove `existing` to have one made.',
  },
  'preflight.hosted-zone': {
    exit: 'preflight',
    hint: 'Name a public hosted zone of this account that holds the domain, or write `external: true` under `domain`.',
  },
  'preflight.too-few-zones': {
    exit: 'preflight',
    hint: 'Lower `network.zones`, or choose a region with more.',
  },

  'doctor.problems': {
    exit: 'preflight',
    hint: 'Type what stands behind the arrows, then run `deployctl doctor ENV` again.',
  },

  'teardown.incomplete': {
    exit: 'halfway',
    hint: 'Run the same teardown again: it goes on with what is left.',
  },

  'dns.record-taken': {
    exit: 'preflight',
    hint: 'Remove that record if nobody needs it, or choose another `domain.name`.',
  },
  'certificate.refused': {
    exit: 'halfway',
    hint: 'Mend what ACM says above, then run the same command again: it asks for a new certificate.',
  },
  ...databaseErrors,
  'load-balancer.protected': {
    exit: 'preflight',
    hint: 'Set `loadBalancer.deletionProtection: false`, run `deployctl bootstrap ENV`, then this again.',
  },

  'graph.replacement-refused': {
    exit: 'preflight',
    hint: 'Take the change back, or make a new environment with it, move over, and tear this one down.',
  },
  'graph.name-taken': {
    exit: 'halfway',
    hint: 'Rename or remove it if nobody needs it, or choose another name for the project or the environment; then run the same command again.',
  },
  'graph.failed-on-aws': {
    exit: 'halfway',
    hint: 'Mend what AWS says above, then run the same command again: it makes a new one.',
  },
  'functions.directory-missing': {
    exit: 'usage',
    hint: 'Build it first, or name another directory in `zip.directory`.',
  },
  'functions.package-empty': { exit: 'usage', hint: 'Build it first, or look at `zip.ignore`.' },
  'functions.package-too-large': {
    exit: 'preflight',
    hint: 'Leave out what it does not need with `zip.ignore`, or build an image.',
  },
  'functions.package-type': {
    exit: 'preflight',
    hint: 'Give the function another name in the manifest; the one that stands goes with the next bootstrap.',
  },
  'graph.incomplete': {
    exit: 'halfway',
    hint: 'Mend what is named above, then run the same command again: it goes on.',
  },
  'bug.unexpected': {
    exit: 'bug',
    hint: 'This is a bug in deployctl. Please report it, with the output of the same command and `--verbose`.',
  },
  'bug.broken-order': {
    exit: 'bug',
    hint: 'Please report this, with the output of the same command and `--verbose`.',
  },

  ...imageErrors,

  ...secretErrors,

  'lock.held': {
    exit: 'locked',
    hint: 'Wait for it to finish. If its owner is gone: `deployctl unlock ENV`.',
  },
  'lock.lost': { exit: 'halfway', hint: 'Somebody else took the lock over. See `deployctl status ENV`.' },

  'ledger.missing': {
    exit: 'preflight',
    hint: 'Nothing was deployed here yet: run `deployctl bootstrap ENV`, then `deployctl deploy ENV`.',
  },
  'ledger.unreadable': {
    exit: 'halfway',
    hint: 'Restore an earlier version of it in S3: the ledger bucket keeps them for 30 days.',
  },
  'ledger.conflict': {
    exit: 'halfway',
    hint: 'Two runs wrote at once. See `deployctl releases ENV`, then run the same command again.',
  },

  'preflight.failed': { exit: 'preflight', hint: 'Mend what is listed above; nothing was changed.' },

  'sites.unreadable': { exit: 'preflight', hint: 'Build the site, and deploy again.' },
  'release.unknown-service': { exit: 'usage', hint: 'Name services of the manifest.' },
  'release.unknown': { exit: 'preflight', hint: 'See the releases there are with `deployctl releases ENV`.' },
  'release.no-target': {
    exit: 'preflight',
    hint: 'No earlier release was proven healthy. Deploy a good one: `deployctl deploy ENV`.',
  },
  'release.unproven': {
    exit: 'preflight',
    hint: 'Choose one that succeeded; see them with `deployctl releases ENV`.',
  },
  'release.not-deployed': { exit: 'preflight', hint: 'Run `deployctl deploy ENV` first.' },
  'release.command-failed': {
    exit: 'rolledBack',
    hint: 'No service was moved. Mend the command or its image, then deploy again.',
  },
  'release.rolled-back': { exit: 'rolledBack', hint: 'Mend what is told above, then deploy again.' },
  'release.failed': { exit: 'halfway', hint: 'See what stands with `deployctl status ENV`.' },

  'sandbox.directory-in-use': {
    exit: 'locked',
    hint: 'Wait for it to end, or reach it by its AWS_ENDPOINT_URL.',
  },
  'sandbox.no-engine': {
    exit: 'preflight',
    hint: 'Start Docker, or leave `--containers` out: then tasks are records that go through their states.',
  },
  'sandbox.invalid-fault-plan': {
    exit: 'usage',
    hint: 'A plan is `{"calls": [{"kind": "throttle", "service": "ecs"}], "services": {}}`.',
  },
  'sandbox.cannot-listen': {
    exit: 'usage',
    hint: 'Choose another port with `--port`, or leave it out to take a free one.',
  },
} as const satisfies Record<string, Entry>

export type ErrorCode = keyof typeof catalogue
