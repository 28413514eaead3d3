import { byId, openScene, type Scene } from '../scene.ts'
import type { StandIn } from '../stand-in.ts'

/** A template's system in one environment, as a stranger with boto3 sees it. */
export interface System extends Scene {
  /** What names begin with: `sipai-prod`. */
  readonly prefix: string
  readonly region: string
  /** Ours of a list that carries tags as EC2 does, by logical id. */
  // biome-ignore lint/suspicious/noExplicitAny: elements of whatever was called
  own(list: readonly any[]): Record<string, any>
}

export interface SystemOptions {
  readonly template: string
  readonly project: string
  readonly environment: string
  readonly region: string
}

/** A scene in a copy of the template. */
export async function openSystem(standIn: StandIn, options: SystemOptions): Promise<System> {
  const { template, project, environment, region } = options
  const scene = await openScene(standIn, `templates/${template}`)
  return {
    ...scene,
    prefix: `${project}-${environment}`,
    region,
    own: list => byId([...list], environment, project),
  }
}
