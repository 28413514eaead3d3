import { cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Boto3 } from './boto3.ts'
import { Deployctl } from './deployctl.ts'
import type { Recorder } from './recorder.ts'
import type { StandIn } from './stand-in.ts'

export const account = '123456789012'

/** A copy of a project's directory, and deployctl in it. */
export interface Scene {
  readonly standIn: StandIn
  readonly aws: Boto3
  readonly recorder: Recorder
  readonly deployctl: Deployctl
  readonly directory: string
  close(): Promise<void>
}

/** @param variables what the manifest refers to as `${env.NAME}` */
export async function openScene(
  standIn: StandIn,
  project: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<Scene> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-contract-'))
  await cp(path.resolve(import.meta.dirname, '../..', project), directory, { recursive: true })
  return {
    standIn,
    aws: standIn.aws,
    recorder: standIn.recorder,
    deployctl: new Deployctl(directory, standIn.recorder.endpoint, variables),
    directory,
    async close() {
      standIn.stop()
      await rm(directory, { recursive: true })
    },
  }
}

/** The logical id of what carries the tags of an environment; undefined for anything else. */
export function idOf(
  one: { Tags?: { Key: string; Value: string }[] },
  environment = 'prod',
  project = 'shop',
) {
  const tags = new Map(one.Tags?.map(({ Key, Value }) => [Key, Value]))
  const isOurs =
    tags.get('deployctl:project') === project && tags.get('deployctl:environment') === environment
  return isOurs ? tags.get('deployctl:id') : undefined
}

/** Ours of a list, by logical id. */
// biome-ignore lint/suspicious/noExplicitAny: elements of whatever was called
export function byId(list: any[], environment = 'prod', project = 'shop'): Record<string, any> {
  const ours = list.filter(one => idOf(one, environment, project) !== undefined)
  return Object.fromEntries(ours.map(one => [idOf(one, environment, project), one]))
}
