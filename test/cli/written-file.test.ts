import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outlookOf, writeWorkflow } from '../../src/lib/cli/written-file.ts'

let directory: string
let file: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-written-'))
  file = path.join(directory, 'a', 'b.yml')
})
afterAll(() => rm(directory, { recursive: true }))

const unasked = async () => expect.unreachable('nobody was to be asked')

test('a file that is not there is written with its directories, and left alone where it is the same', async () => {
  expect(await outlookOf(file, 'one')).toBe('would-write')
  expect(await writeWorkflow(file, 'one', unasked)).toBe('written')
  expect(await outlookOf(file, 'one')).toBe('unchanged')
  expect(await writeWorkflow(file, 'one', unasked)).toBe('unchanged')
})

test('what somebody changed is only written over where that is agreed to', async () => {
  await writeFile(file, 'theirs')
  expect(await outlookOf(file, 'one')).toBe('would-replace')
  await expect(writeWorkflow(file, 'one', async () => false)).rejects.toMatchObject({ code: 'run.declined' })
  expect(await readFile(file, 'utf8')).toBe('theirs')
  expect(await writeWorkflow(file, 'one', async () => true)).toBe('written')
  expect(await readFile(file, 'utf8')).toBe('one')
})

test('where it cannot be written, that is told, whatever stands in the way', async () => {
  const below = path.join(file, 'below.yml')
  await expect(writeWorkflow(below, 'one', unasked)).rejects.toMatchObject({
    code: 'ci.not-written',
    exitCode: 2,
    message: expect.stringContaining(`${below} cannot be written: ENOTDIR`),
  })
})
