import { expect, test } from 'vitest'
import { type ServiceFacts, type Situation, situationOf } from '../../src/lib/on-demand/situation.ts'

const asleep: ServiceFacts = { desired: 0, running: 0, pending: 0, tasks: [], stopped: [], answering: false }
const starting = { ...asleep, desired: 1, pending: 1 }
const crashed = { lastStatus: 'STOPPED', exitCode: 3, stoppedReason: 'Essential container in task exited' }

const gone = { lastStatus: 'STOPPED', stoppedReason: 'CannotPullContainerError: image: not found' }
const minutes = 60_000

const cases: [string, ServiceFacts, Situation][] = [
  ['nothing', asleep, { status: 'stopped' }],
  ['what is left of tasks', { ...asleep, running: 1 }, { status: 'stopping' }],
  ['no task yet', starting, { status: 'starting', stage: 'capacity' }],
  [
    'PROVISIONING',
    { ...starting, tasks: [{ lastStatus: 'PROVISIONING' }] },
    { status: 'starting', stage: 'capacity' },
  ],
  ['PENDING', { ...starting, tasks: [{ lastStatus: 'PENDING' }] }, { status: 'starting', stage: 'image' }],
  [
    'a pulled image',
    { ...starting, tasks: [{ lastStatus: 'PENDING', pulledAt: 1 }] },
    { status: 'starting', stage: 'container' },
  ],
  [
    'a container',
    { ...starting, tasks: [{ lastStatus: 'RUNNING', pulledAt: 1 }] },
    { status: 'starting', stage: 'health' },
  ],
  ['an answer', { ...starting, running: 1, answering: true }, { status: 'running' }],
  ['a crash', { ...starting, stopped: [crashed] }, { status: 'starting', stage: 'capacity' }],
  [
    'three crashes',
    { ...starting, stopped: [crashed, crashed, crashed] },
    { status: 'failed', reason: 'The container ended with exit code 3 before it answered.' },
  ],
  ['a deployment given up', { ...starting, failure: 'No image.' }, { status: 'failed', reason: 'No image.' }],
  [
    'a release given up of which a task is on its way',
    { ...starting, failure: 'No image.', tasks: [{ lastStatus: 'PENDING' }] },
    { status: 'starting', stage: 'image' },
  ],
  [
    'an image that is gone',
    { ...starting, stopped: [gone, gone, gone] },
    { status: 'failed', reason: 'Its image could not be fetched.' },
  ],
  [
    'a container that never answers',
    { ...starting, waited: 16 * minutes, tasks: [{ lastStatus: 'RUNNING' }] },
    { status: 'failed', reason: 'It runs, but has not answered in a quarter of an hour.' },
  ],
  [
    'databases on their way',
    { ...asleep, awaitsDatabases: true, waited: 10 * minutes },
    { status: 'starting', stage: 'database' },
  ],
  [
    'databases that never come',
    { ...asleep, awaitsDatabases: true, waited: 31 * minutes },
    { status: 'failed', reason: 'Its database has not started in half an hour.' },
  ],
  [
    'an answer in spite of crashes',
    { ...starting, answering: true, stopped: [crashed, crashed, crashed] },
    { status: 'running' },
  ],
]

test.each(cases)('%s', (_what, facts, situation) => {
  expect(situationOf(facts)).toEqual(situation)
})
