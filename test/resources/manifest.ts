import { environmentSchema, type Manifest } from '../../src/lib/manifest/schema/manifest.ts'

/** A resolved manifest of `shop-prod` in eu-west-1, from sections as a user would write them. */
export function manifestOf(sections: object): Manifest {
  const input = { version: 1, project: 'shop', region: 'eu-west-1', ...sections }
  return { ...environmentSchema.parse(input), environment: 'prod', directory: '/' }
}

export const digest = `sha256:${'a'.repeat(64)}`
export const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/api@${digest}`
export const scope = {
  project: 'shop',
  environment: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
}
