import { expect, test } from 'vitest'
import { plainTheme } from '../../../src/lib/ui/format.ts'
import { presentTeardown } from '../../../src/lib/ui/present/teardown.ts'

const result = {
  project: 'shop',
  environment: 'staging',
  remove: [],
  keep: [],
  snapshots: [],
  proof: { standing: 0, untouched: 0, tagged: [], vanished: [] },
  seconds: 60,
}
const told = (proof: object) =>
  presentTeardown({ ...result, proof: { ...result.proof, ...proof } } as never, plainTheme)[1]

test('the proof tells of what others have only where they have something', () => {
  expect(told({})).toBe('  Proof: nothing of it stands.')
  expect(told({ standing: 1, untouched: 2 })).toBe(
    '  Proof: 1 resource kept; 2 resources of others untouched.',
  )
})
