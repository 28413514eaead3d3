import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeInput, dropUploaded, uploadOf } from '../../src/lib/resources/function-upload.ts'
import type { Run } from '../../src/lib/resources/resource.ts'
import type { Moto } from './moto.ts'
import { startOwn } from './sandbox.ts'

let own: Moto
beforeAll(async () => {
  own = await startOwn()
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
  await own.ports.s3.createBucket({ Bucket: 'ledger', CreateBucketConfiguration })
})
afterAll(() => own?.stop())

const run = () => ({ id: 'api', ports: own.ports }) as unknown as Run
const packageOf = (bytes: number) => {
  const pack = async () => new Uint8Array(bytes)
  return { content: 'x', source: { pack, bucket: 'ledger', prefix: 'prod/packages/' } }
}
const lying = async () => {
  const { Contents = [] } = await own.ports.s3.listObjectsV2({ Bucket: 'ledger' })
  return Contents.map(({ Key }) => Key)
}

test('a package goes within the request, and by way of the ledger bucket where it is too big for that', async () => {
  const small = await uploadOf(packageOf(1000))
  expect(await codeInput(small, run())).toEqual({ ZipFile: expect.any(Uint8Array) })
  expect(await lying()).toEqual([])
  const big = await uploadOf(packageOf(50 * 1024 * 1024 + 1))
  expect(await codeInput(big, run())).toEqual({ S3Bucket: 'ledger', S3Key: 'prod/packages/api.zip' })
  expect(await lying()).toEqual(['prod/packages/api.zip'])
  await dropUploaded(big, run())
  expect(await lying()).toEqual([])
})
