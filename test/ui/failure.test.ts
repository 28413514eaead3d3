import { expect, it } from 'vitest'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import { failureText } from '../../src/lib/ui/failure.ts'
import { plainTheme } from '../../src/lib/ui/format.ts'

it('tells what happened, where, and what to do next', () => {
  const error = new DeployctlError('manifest.invalid', {
    message: 'deployctl.yml has 1 problem.',
    problems: [
      {
        file: 'deployctl.yml',
        line: 3,
        column: 8,
        path: 'services.api.cpu',
        message: 'Fargate has no 300.',
        remedy: 'cpu: 256',
      },
    ],
  })
  expect(failureText(error, plainTheme).split('\n')).toEqual([
    '',
    '✖ deployctl.yml has 1 problem.',
    '',
    '  deployctl.yml:3:8  services.api.cpu',
    '    Fargate has no 300.',
    '    write: cpu: 256',
    '',
    '  → Explain a key with `deployctl docs KEY`.',
    '  manifest.invalid',
    '',
  ])
})

it('shows text from outside without its escape sequences', () => {
  const error = new DeployctlError('aws.refused', {
    message: 'said \u001b[2J::error::x',
    data: { story: ['task \u001b[31mstopped'] },
  })
  const text = failureText(error, plainTheme)
  expect(text).not.toContain('\u001b')
  expect(text).toContain('  task stopped')
})
