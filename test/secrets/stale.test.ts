import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { mockClient } from 'aws-sdk-client-mock'
import { expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { listSecrets } from '../../src/lib/secrets/index.ts'
import { image, manifestOf, scope } from '../resources/manifest.ts'

test('a service is stale while it runs a task that is older than the value', async () => {
  const written = new Date('2026-11-20T12:00:00Z')
  const secretsManager = mockClient(SecretsManagerClient)
  secretsManager.on(DescribeSecretCommand).resolves({ Tags: [] })
  secretsManager
    .on(GetSecretValueCommand)
    .resolves({ VersionId: 'v2', SecretString: 'hidden', CreatedDate: written })
  const ecs = mockClient(ECSClient)
  const missing = Object.assign(new Error('Service not found.'), { name: 'ServiceNotFoundException' })
  ecs.on(ListTasksCommand).callsFake(async ({ serviceName }) => {
    if (serviceName === 'shop-prod-absent') throw missing
    return { taskArns: serviceName === 'shop-prod-asleep' ? [] : [serviceName, `${serviceName}-2`] }
  })
  ecs.on(DescribeTasksCommand).callsFake(async ({ tasks: [first] }) => ({
    tasks: [
      { createdAt: new Date('2026-11-20T12:30:00Z') },
      { createdAt: new Date(first === 'shop-prod-old' ? '2026-11-20T11:59:00Z' : '2026-11-20T12:01:00Z') },
    ],
  }))
  const using = { image, secrets: { TOKEN: 'secret:token' } }
  const manifest = manifestOf({
    secrets: { token: {} },
    services: { old: using, fresh: using, asleep: using, absent: using, other: { image } },
  })
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  const ports = makePorts(connect({ region: 'eu-west-1', clock: makeClock(), credentials }))
  expect(await listSecrets(manifest, { scope, ports })).toEqual([
    {
      label: 'token',
      kind: 'secret',
      optional: false,
      immutable: false,
      set: true,
      digest: undefined,
      version: 'v2',
      updatedAt: '2026-11-20T12:00:00.000Z',
      usedBy: ['old', 'fresh', 'asleep', 'absent'],
      stale: ['old'],
    },
  ])
})
