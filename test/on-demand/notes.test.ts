import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { NoteBook, type Notes } from '../../src/lib/on-demand/cloud/notes.ts'
import type { Settings } from '../../src/lib/on-demand/settings.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { changeNotes, readNotes } from '../../src/lib/runbooks/on-demand/notes.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'

const scope = { project: 'aipa', environment: 'production', account: '123456789012', region: 'eu-west-1' }
const bucket = 'deployctl-aipa-123456789012-eu-west-1'
const settings = {
  ledger: { bucket, owner: scope.account, environment: scope.environment },
} as unknown as Settings
const credentials = { accessKeyId: scope.account, secretAccessKey: 'sandbox' }

let sandbox: Sandbox
let s3: S3Client
/** One of its own for each writer, as each function has. */
const book = () => new NoteBook(async () => s3, settings)
const ledger = () => {
  const connection = connect({ ...scope, clock: makeClock(1), endpoint: sandbox.endpoint, credentials })
  return openLedger(scope, makePorts(connection).s3)
}
const counted = (notes: Notes): Notes => ({ ...notes, heldUntil: (notes.heldUntil ?? 0) + 1 })
const alwaysOutrun = {
  kind: 'error',
  service: 's3',
  operation: 'PutObject',
  status: 412,
  code: 'PreconditionFailed',
} as const

beforeAll(async () => {
  sandbox = await startSandbox()
  s3 = new S3Client({
    endpoint: sandbox.endpoint,
    region: scope.region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  })
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
})
beforeEach(() => sandbox.faults.clear())
afterAll(async () => {
  s3.destroy()
  await sandbox.close()
})

test('of thirty who write at once, functions and command line, nobody loses what they wrote', async () => {
  const own = ledger()
  const writers = Array.from({ length: 30 }, (_, index) =>
    index % 3 === 0 ? changeNotes(own, counted) : book().change(counted),
  )
  await Promise.all(writers)
  expect((await readNotes(own)).heldUntil).toBe(30)
}, 30_000)

test('counts are written, whoever else writes them', async () => {
  await Promise.all([1, 2, 3, 4, 5].map(app => book().writeCounts({ app })))
  expect(Object.keys(await book().readCounts())).toEqual(['app'])
})

test('who never gets their turn fails, and does not go on as if it were written', async () => {
  sandbox.faults.add({ calls: [alwaysOutrun] })
  const writes = [book().change(counted), book().writeCounts({ app: 1 }), changeNotes(ledger(), counted)]
  const [noted, remembered, typed] = await Promise.allSettled(writes)
  const again = 'could not be written, because others wrote it at the same time, again and again.'
  expect(noted).toMatchObject({ reason: { message: `production/on-demand.json ${again}` } })
  expect(remembered).toMatchObject({ reason: { message: `production/counts.json ${again}` } })
  expect(typed).toMatchObject({ reason: { code: 'ledger.conflict' } })
}, 60_000)
