import type { Entry } from './entry.ts'

/** What can go wrong with databases and their restoration. */
export const databaseErrors = {
  'restore.unknown-database': { exit: 'usage', hint: 'Name a database of the manifest.' },
  'restore.invalid-time': {
    exit: 'usage',
    hint: 'Write a time such as 2026-11-21T03:12:00Z, `15m ago`, or `latest`.',
  },
  'restore.not-ours': { exit: 'preflight', hint: 'Ask its owner to restore it.' },
  'restore.outside-window': {
    exit: 'preflight',
    hint: 'Choose a time inside of it, or a snapshot: `deployctl restore ENV DATABASE --list`.',
  },
  'restore.no-backups': {
    exit: 'preflight',
    hint: 'Restore a snapshot: see them with `deployctl restore ENV DATABASE --list`.',
  },
  'restore.unknown-snapshot': {
    exit: 'preflight',
    hint: 'See those there are with `deployctl restore ENV DATABASE --list`.',
  },
  'restore.unsuitable-snapshot': {
    exit: 'preflight',
    hint: 'Choose another one: see them with `deployctl restore ENV DATABASE --list`.',
  },
  'restore.unknown-instance': {
    exit: 'preflight',
    hint: 'See those there are with `deployctl restore ENV DATABASE --list`.',
  },
  'restore.not-ready': {
    exit: 'preflight',
    hint: 'Wait until it is available: see it with `deployctl restore ENV DATABASE --list`.',
  },
  'restore.in-use': {
    exit: 'preflight',
    hint: 'Switch to another one first, with `--switch-to`.',
  },
  'restore.not-bootstrapped': { exit: 'preflight', hint: 'Run `deployctl bootstrap ENV` first.' },
  'database.schemas-failed': {
    exit: 'halfway',
    hint: 'Mend what it says above, then run the same command again: schemas that are there already stay.',
  },
} as const satisfies Record<string, Entry>
