import { expect, test } from 'vitest'
import { lambdaFunction } from '../../src/lib/resources/function.ts'
import { functionAlias } from '../../src/lib/resources/function-alias.ts'
import { pinFunctions } from '../../src/lib/resources/function-code.ts'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { repository } from '../../src/lib/resources/repository.ts'
import { role } from '../../src/lib/resources/role.ts'
import { manifestOf } from './manifest.ts'
import type { Moto } from './moto.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [functionAlias, lambdaFunction, logGroup, repository, role]
const functions = { api: { build: { platforms: ['linux/arm64'] }, command: ['app.handler'] } }
const ground = manifestOf({ ingress: 'none', functions, services: { web: { build: {} } } })

/** An image in moto's registry: it looks at no layer. */
async function imageOnMoto({ ports }: Moto): Promise<string> {
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 2,
      digest: `sha256:${'a'.repeat(64)}`,
    },
    layers: [],
  })
  const { image } = await ports.ecr.putImage({
    repositoryName: 'shop-prod/api',
    imageManifest,
    imageTag: 'one',
  })
  return `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/api@${image!.imageId!.imageDigest}`
}

async function imageOnSandbox({ endpoint }: Moto): Promise<string> {
  const index = await fetch(`${endpoint}/v2/sandbox/hello/manifests/latest`)
  const { manifests } = (await index.json()) as { manifests: { digest: string }[] }
  return `${new URL(endpoint).host}/sandbox/hello@${manifests[1]!.digest}`
}

describeOnBoth(kinds, ({ stand, moto, environment }) => {
  test('Lambda may pull from the repository of a function, and from no other', async () => {
    await environment.settle(ground)
    expect(await environment.plan(ground)).toEqual([])
    const { ecr } = moto.ports
    const { policyText } = await ecr.getRepositoryPolicy({ repositoryName: 'shop-prod/api' })
    expect(JSON.parse(policyText!).Statement).toEqual([
      {
        Sid: 'LambdaECRImageRetrievalPolicy',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Condition: { StringLike: { 'aws:sourceArn': 'arn:aws:lambda:eu-west-1:123456789012:function:*' } },
      },
    ])
    await expect(ecr.getRepositoryPolicy({ repositoryName: 'shop-prod/web' })).rejects.toMatchObject({
      data: { reason: 'missing' },
    })
  })

  test('a function of an image is made, and the second time there is nothing to do', async () => {
    const pinned = pinFunctions(ground, {
      api: { image: await (stand === 'moto' ? imageOnMoto : imageOnSandbox)(moto) },
    })
    await environment.settle(pinned)
    expect(await environment.plan(pinned)).toEqual([])
    const { Configuration } = await moto.ports.lambda.getFunction({
      FunctionName: 'shop-prod-api',
      Qualifier: 'live',
    })
    expect(Configuration).toMatchObject({
      PackageType: 'Image',
      Architectures: ['arm64'],
      ImageConfigResponse: { ImageConfig: { Command: ['app.handler'] } },
    })
    expect(Configuration!.Runtime).toBeUndefined()
  })
})
