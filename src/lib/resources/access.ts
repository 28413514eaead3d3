import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Place } from './arn.ts'
import { bucketAccess } from './bucket-access.ts'
import { functionArn, liveAlias } from './function-name.ts'
import { allow, type Statement, secretArnPattern } from './policy.ts'
import { outputSecretName, secretName } from './secret-reference.ts'
import { tableAccess } from './table-access.ts'
import { userPoolAccess } from './user-pool-access.ts'

export type Level = 'read' | 'write'

/** What it takes to use one thing of a section. */
type Granting = (name: string, level: Level, manifest: Manifest, place: Place) => readonly Statement[]

/** How to grant the use of what a section makes, by section; see `access` in the manifest's schema. */
const granting: Readonly<Record<string, Granting>> = {
  // One entry each, so that additions do not collide.
  buckets: bucketAccess,
  caches: (name, _level, manifest, place) => {
    const secret = outputSecretName(manifest, { section: 'caches', name })
    return [allow(['secretsmanager:GetSecretValue'], [secretArnPattern(place, secret)])]
  },
  databases: (name, _level, manifest, place) => {
    const secret = outputSecretName(manifest, { section: 'databases', name })
    return [allow(['secretsmanager:GetSecretValue'], [secretArnPattern(place, secret)])]
  },
  functions: (name, _level, manifest, place) => {
    const arn = functionArn({ ...manifest, ...place }, name)
    return [allow(['lambda:InvokeFunction'], [arn, `${arn}:${liveAlias}`])]
  },
  secrets: (name, _level, manifest, place) => [
    allow(['secretsmanager:GetSecretValue'], [secretArnPattern(place, secretName(manifest, name))]),
  ],
  tables: tableAccess,
  userPools: userPoolAccess,
}

/** The statements that a service's or function's `access` comes to. Pure. */
export function accessStatements(
  access: Readonly<Record<string, Level>>,
  manifest: Manifest,
  place: Place,
): readonly Statement[] {
  return Object.entries(access).flatMap(([target, level]) => {
    const [section = '', name = ''] = target.split('.')
    return granting[section]!(name, level, manifest, place)
  })
}
