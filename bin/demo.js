// `npm run demo`: the whole life of a system on the sandbox, by the same commands that a user types.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

const deployctl = fileURLToPath(new URL('run.js', import.meta.url))
const directory = mkdtempSync(path.join(os.tmpdir(), 'deployctl-demo-'))
const manifest = path.join(directory, 'deployctl.yml')
const state = path.join(directory, '.deployctl', 'sandbox')
const env = { ...process.env, DEPLOYCTL_SANDBOX: 'true', DEPLOYCTL_CLOCK_SPEED: '60', AWS_ENDPOINT_URL: '' }
const started = Date.now()

const say = text => process.stdout.write(`\n${styleText('dim', `# ${text}`)}\n`)

/** Runs one command as a user would, and stops the demo where it does not end as it must. */
async function run(words, { expect = 0, input } = {}) {
  const shown = `${input ? 'pass show openai | ' : ''}deployctl ${words.join(' ')}`
  process.stdout.write(`\n${styleText(['bold', 'cyan'], `$ ${shown}`)}\n`)
  const child = spawn(process.execPath, [deployctl, ...words], {
    cwd: directory,
    env,
    stdio: [input ? 'pipe' : 'inherit', 'inherit', 'inherit'],
  })
  child.stdin?.end(input)
  const code = await new Promise(resolve => child.on('close', resolve))
  if (code === expect) return
  process.stderr.write(
    `\nThe demo expected exit code ${expect} and met ${code}. Its files are in ${directory}.\n`,
  )
  process.exit(1)
}

/** Edits the manifest as a user would in an editor. */
function edit(pattern, replacement) {
  const text = readFileSync(manifest, 'utf8')
  writeFileSync(manifest, text.replace(pattern, replacement))
}

const engine = spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0

say('A manifest, from a template.')
await run(['init', '--template', 'web-app', '--project', 'demo', '--region', 'us-east-1', '--yes'])
if (engine) {
  say(
    'A Docker Engine answers: the image is really built and really pushed. There is no registry to pull a base image from, so it starts from scratch.',
  )
  writeFileSync(
    path.join(directory, 'Dockerfile'),
    'FROM scratch\nCOPY server.js /server.js\nCMD ["/server.js"]\n',
  )
} else {
  say('No Docker Engine answers: the image is one that the sandbox’s registry holds already.')
  edit(/build: \{.*\}/, 'image: ${env.SANDBOX_REGISTRY}/sandbox/hello')
  env.SANDBOX_REGISTRY = '127.0.0.1:24566'
  mkdirSync(state, { recursive: true })
  writeFileSync(path.join(state, 'port'), '24566')
}
await run(['validate'])

say('From nothing to the ground it stands on.')
await run(['plan', 'staging'])
await run(['bootstrap', 'staging'])
await run(['secrets', 'put', 'staging', 'app.OPENAI_API_KEY', '--stdin'], { input: 'sk-demo-value' })
await run(['secrets', 'generate', 'staging'])
await run(['secrets', 'list', 'staging'])

say('A first release.')
if (engine) {
  await run(['build', 'staging'])
  await run(['push', 'staging'])
}
await run(['deploy', 'staging'])
await run(['status', 'staging'])

say('A second one, with one change, and a third that never becomes healthy: ECS rolls it back.')
edit('ENVIRONMENT: ${environment}', 'ENVIRONMENT: ${environment}\n      GREETING: hello')
await run(['deploy', 'staging'])
edit('GREETING: hello', 'GREETING: hello\n      SANDBOX_BEHAVIOUR: never-healthy')
await run(['deploy', 'staging'], { expect: 4 })
edit(/\n +SANDBOX_BEHAVIOUR: never-healthy/, '')

say('Back to the first release, on purpose.')
await run(['rollback', 'staging', '1'])
await run(['releases', 'staging'])

say('Asleep for the night, and awake again.')
await run(['sleep', 'staging'])
await run(['wake', 'staging'])

say('And back to nothing.')
await run(['teardown', 'staging', '--yes', '--delete-data', '*'])

rmSync(directory, { recursive: true })
process.stdout.write(
  `\n${styleText('green', '✔')} The whole life of a system, on the sandbox, in ${Math.round((Date.now() - started) / 1000)} s. Nothing of this ran on real AWS.\n`,
)
