import { ECR } from '@aws-sdk/client-ecr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let ecr: ECR
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  ecr = new ECR(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

const mediaType = 'application/vnd.oci.image.index.v1+json'

/** An index without images needs no layer to be there first. */
function emptyIndex(annotation: string): string {
  return JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations: { annotation } })
}

test('a repository lies in the sandbox itself', async () => {
  const { repository } = await ecr.createRepository({ repositoryName: 'shop/api' })
  expect(repository).toMatchObject({
    repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/shop/api',
    repositoryUri: `${new URL(sandbox.endpoint).host}/shop/api`,
    imageTagMutability: 'MUTABLE',
  })
  await expect(ecr.createRepository({ repositoryName: 'shop/api' })).rejects.toMatchObject({
    name: 'RepositoryAlreadyExistsException',
  })
  await expect(ecr.createRepository({ repositoryName: 'Shop' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  const { authorizationData } = await ecr.getAuthorizationToken({})
  const token = Buffer.from(authorizationData![0]!.authorizationToken!, 'base64').toString()
  expect(token).toMatch(/^AWS:.+/)
  expect(authorizationData![0]!.proxyEndpoint).toBe(sandbox.endpoint)
})

test('a tag moves from image to image, unless it is immutable', async () => {
  const repositoryName = 'tags'
  await ecr.createRepository({ repositoryName })
  const put = (content: string) =>
    ecr.putImage({ repositoryName, imageManifest: emptyIndex(content), imageTag: 'latest' })
  const one = await put('one')
  await expect(put('one')).rejects.toMatchObject({ name: 'ImageAlreadyExistsException' })
  const two = await put('two')
  const { imageDetails } = await ecr.describeImages({ repositoryName })
  expect(imageDetails!.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
    [one.image!.imageId!.imageDigest, undefined],
    [two.image!.imageId!.imageDigest, ['latest']],
  ])
  await ecr.putImageTagMutability({ repositoryName, imageTagMutability: 'IMMUTABLE' })
  await expect(put('three')).rejects.toMatchObject({ name: 'ImageTagAlreadyExistsException' })
  const imageIds = [{ imageTag: 'none' }]
  await expect(ecr.describeImages({ repositoryName, imageIds })).rejects.toMatchObject({
    name: 'ImageNotFoundException',
  })
  const { images, failures } = await ecr.batchGetImage({
    repositoryName,
    imageIds: [{ imageTag: 'latest' }, ...imageIds],
  })
  expect(images).toMatchObject([{ imageManifest: emptyIndex('two'), imageManifestMediaType: mediaType }])
  expect(failures).toMatchObject([{ failureCode: 'ImageNotFound' }])
})

test('a repository with images goes only by force', async () => {
  const repositoryName = 'full'
  await ecr.createRepository({ repositoryName })
  await ecr.putImage({ repositoryName, imageManifest: emptyIndex('x'), imageTag: 'x' })
  await expect(ecr.deleteRepository({ repositoryName })).rejects.toMatchObject({
    name: 'RepositoryNotEmptyException',
  })
  await ecr.deleteRepository({ repositoryName, force: true })
  await expect(ecr.listImages({ repositoryName })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  })
})

test('a lifecycle policy is checked and kept', async () => {
  const repositoryName = 'lifecycle'
  await ecr.createRepository({ repositoryName })
  const policy = (selection: object) =>
    JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: 'expire' } }] })
  const lifecyclePolicyText = policy({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 })
  await expect(ecr.getLifecyclePolicy({ repositoryName })).rejects.toMatchObject({
    name: 'LifecyclePolicyNotFoundException',
  })
  await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
  expect(await ecr.getLifecyclePolicy({ repositoryName })).toMatchObject({ lifecyclePolicyText })
  const broken = policy({ tagStatus: 'tagged', countType: 'imageCountMoreThan', countNumber: 10 })
  await expect(ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: broken })).rejects.toMatchObject(
    {
      name: 'InvalidParameterException',
    },
  )
})

describeWithAws('ECR as boto3 sees it', () => {
  test('tags come back', async () => {
    const tags = [{ Key: 'app', Value: 'shop' }]
    const { output } = await boto3(sandbox, 'ecr', 'create_repository', { repositoryName: 'boto', tags })
    const resourceArn = output.repository.repositoryArn
    const listed = await boto3(sandbox, 'ecr', 'list_tags_for_resource', { resourceArn })
    expect(listed.output).toEqual({ tags })
  })
})
