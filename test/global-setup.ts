import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The independent witnesses: an AWS implementation and two clients that nobody here wrote. */
const witnesses = ['moto[server]==5.2.1', 'boto3==1.43.11', 'awscli==1.45.11']
const environment = path.resolve(import.meta.dirname, '../.cache/witnesses')
const ready = path.join(environment, 'ready')

/**
 * Puts the witnesses on PATH, in a virtual environment of their own, made once.
 * Where that cannot be done, the suites that need them skip, each saying so; here it is said first.
 */
export default function setup(): void {
  if (!existsSync(ready)) install()
  if (existsSync(ready))
    process.env.PATH = `${path.join(environment, 'bin')}${path.delimiter}${process.env.PATH}`
}

function install(): void {
  process.stderr.write(`Installing the witnesses (${witnesses.join(', ')}) into .cache/witnesses, once.\n`)
  try {
    run('python3', '-m', 'venv', '--clear', environment)
    // The pip that comes with an older Python trips over the metadata of newer packages.
    pip('--upgrade', 'pip')
    pip(...witnesses)
    writeFileSync(ready, '')
  } catch (error) {
    process.stderr.write(`\nNO WITNESSES: ${error instanceof Error ? error.message : error}\n`)
    process.stderr.write(
      'Suites against moto, boto3 and the AWS CLI are SKIPPED unless these are on PATH already.\n\n',
    )
  }
}

function pip(...words: string[]): void {
  run(
    path.join(environment, 'bin/python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    ...words,
  )
}

function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
}
