import { awsError } from '../../aws-error.ts'
import type { Call, Host } from '../../service.ts'
import { findImage, imagesOf } from './lookup.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { type ImageRecord, imageKey, type LayerRecord, layers } from './tables.ts'

/** A blob of the repository; undefined also where only another repository has it. */
export function findLayer(call: Call, repositoryName: string, digest: string): LayerRecord | undefined {
  return call.table(layers).get(layerKey(call, repositoryName, digest))
}

export function addLayer(call: Call, repositoryName: string, digest: string, sizeInBytes: number): void {
  const { account, region } = call
  call
    .table(layers)
    .put(layerKey(call, repositoryName, digest), { account, region, repositoryName, digest, sizeInBytes })
}

/** @throws AwsError where the repository lacks something that the manifest names */
export function requireParts(call: Call, repositoryName: string, { blobs, images }: Manifest): void {
  const missing = (kind: string, digests: string[]) =>
    `${kind} with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${repositoryName}' in the registry with id '${call.account}' do not exist`
  const noLayers = blobs.filter(digest => !findLayer(call, repositoryName, digest))
  if (noLayers.length > 0) throw awsError('LayersNotFoundException', missing('Layers', noLayers))
  const noImages = images.filter(imageDigest => !findImage(call, repositoryName, { imageDigest }))
  if (noImages.length > 0) throw awsError('ReferencedImagesNotFoundException', missing('Images', noImages))
}

/** Drops the layers of a deleted image that no other image of its repository has. */
export function dropLayersOf(call: Call, image: ImageRecord): void {
  const needed = new Set(imagesOf(call, image.repositoryName).flatMap(blobsOf))
  drop(
    call,
    blobsOf(image)
      .filter(digest => !needed.has(digest))
      .map(digest => layerKey(call, image.repositoryName, digest)),
  )
}

/** Drops all layers of a deleted repository. */
export function dropAllLayers(call: Call, repositoryName: string): void {
  const prefix = layerKey(call, repositoryName, '')
  drop(
    call,
    call
      .table(layers)
      .keys()
      .filter(key => key.startsWith(prefix)),
  )
}

function blobsOf({ manifest, mediaType }: ImageRecord): readonly string[] {
  return readManifest(manifest, mediaType)?.blobs ?? []
}

function drop(call: Call, keys: readonly string[]): void {
  for (const key of keys) call.table(layers).delete(key)
  const digests = keys.map(key => key.split('@')[1]!)
  if (digests.length > 0) call.afterwards(host => prune(host, digests))
}

/** In a call of its own, as a push keeps its blobs in one: no push comes between the look and the removal. */
async function prune(host: Host, digests: readonly string[]): Promise<void> {
  await host.transact({ service: 'ecr', operation: 'prune' }, call => {
    const kept = new Set(
      call
        .table(layers)
        .keys()
        .map(key => key.split('@')[1]),
    )
    for (const digest of digests) if (!kept.has(digest)) host.blobs.remove(digest)
  })
}

function layerKey({ account, region }: Call, repositoryName: string, digest: string): string {
  return `${account}/${region}/${imageKey(repositoryName, digest)}`
}
