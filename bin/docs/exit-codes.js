import { blocks, code, table } from './markdown.js'

/** What a caller can rely on, by category. */
const meanings = {
  done: 'Done, or nothing to do.',
  bug: 'A bug in deployctl.',
  usage: 'The command line or the manifest is wrong, or a question was not confirmed.',
  preflight: 'A check failed before anything was moved. What serves goes on serving.',
  rolledBack: 'The release failed, and the release before it serves.',
  halfway: 'It failed half-way. What stands, and how to go on, is printed.',
  deadline: 'The deadline of `--timeout` passed. What was started goes on by itself.',
  locked: 'Somebody else is at work here; who, and since when, is printed.',
  credentials: 'Credentials, permissions, or the wrong account.',
  changes: '`plan --exit-code`: there are changes.',
  interrupted: 'Interrupted by Ctrl-C or SIGTERM. The same command goes on.',
}

const introduction = `# Exit codes

This page is generated from the code's own catalogue. An exit code is the same in text, with \`--json\` and with
\`--events\`.`

const errorsIntroduction = `## Errors

Every error that deployctl throws on purpose has a code of words. It never changes its name, so that scripts may rely on
it. In text it is the last line of a failure. With \`--json\`, standard output holds one document:

\`\`\`json
{"error": {"code": "lock.held", "message": "…", "hint": "…", "exitCode": 7}}
\`\`\`

With \`--events\`, the last line is \`{"type": "run.failed", "error": {…}}\` with the same content. An error of the
manifest also has \`problems\`, each with \`file\`, \`line\`, \`column\`, \`path\`, \`message\` and \`remedy\`; others add facts
of their own, such as \`holder\` or \`story\`.

The hint here is the general one; where the particulars allow a better one, that is printed instead.`

/** The exit codes, and every error by its code, with the category that it exits with and its hint. */
export function exitCodesDocument(exitCodes, catalogue) {
  const codes = Object.entries(exitCodes).map(([category, number]) => [code(number), meanings[category]])
  const errors = Object.entries(catalogue)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { exit, hint }]) => [code(name), code(exitCodes[exit]), hint])
  return `${blocks(
    introduction,
    table(['code', 'meaning'], codes),
    errorsIntroduction,
    table(['error', 'exit', 'what to do'], errors),
  )}\n`
}
