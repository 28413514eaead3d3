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

it('tells the story of a failed release', () => {
  const story = {
    release: 7,
    failed: [
      {
        service: 'app',
        outcome: 'rolled-back',
        said: ['(service shop-app) (deployment ecs-svc/1) deployment failed: tasks failed to start.'],
        stopped: {
          task: 'be1b1b4509c2b0a8e4804e6a6e6336e8',
          code: 'EssentialContainerExited',
          reason: 'Essential container in task exited',
          plain: 'The container exited with code 1.',
        },
        logs: ['Error: no DATABASE_URL \u001b[2J'],
        serves: {
          taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop-app:1',
          running: 2,
        },
        next: 'deployctl logs prod app',
      },
    ],
    smoke: [],
    fates: { app: 'returned' },
    serves: 6,
    next: 'deployctl logs prod app',
  }
  const error = new DeployctlError('release.rolled-back', {
    message: 'Release 7 was rolled back; release 6 serves.',
    hint: 'Next: deployctl logs prod app',
    data: { story },
  })
  expect(failureText(error, plainTheme).split('\n')).toEqual([
    '',
    '✖ Release 7 was rolled back; release 6 serves.',
    '',
    '  app',
    '    ECS said:',
    '      (deployment ecs-svc/1) deployment failed: tasks failed to start.',
    '    task be1b1b45 stopped (EssentialContainerExited):',
    '      The container exited with code 1.',
    '      Essential container in task exited',
    '    it logged last:',
    '      Error: no DATABASE_URL ',
    '    2 running of shop-app:1',
    '  ',
    '  app returned.',
    '  Release 6 serves.',
    '',
    '  → Next: deployctl logs prod app',
    '  release.rolled-back',
    '',
  ])
})

it('shows text from outside without its escape sequences', () => {
  const error = new DeployctlError('aws.refused', { message: 'said \u001b[2J::error::x' })
  expect(failureText(error, plainTheme)).not.toContain('\u001b')
})
