export type { BuildSpec } from './build-spec.ts'
export { type ImageSource, imageOf } from './content-hash.ts'
export {
  type BuiltImage,
  buildAll,
  buildAndPushAll,
  type DeliveredImage,
  type DeliveryOptions,
  type ImageJob,
} from './delivery.ts'
export { type Engine, engineAvailable, openEngine } from './engine.ts'
export { inParallel } from './in-parallel.ts'
export { type ImagePreview, previewBuilds, previewPushes } from './preview.ts'
export { type ImageReference, parseReference, pinned } from './reference.ts'
export type { Credentials, RegistryCredentials } from './registry-auth.ts'
export { type ResolvedImage, resolveImage } from './resolve.ts'
export { type Package, type PackageSpec, readPackage, zipOf } from './zip/package.ts'
