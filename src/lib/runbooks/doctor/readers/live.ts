import { readLive } from '../../live/standing.ts'
import type { Reader } from '../evidence.ts'

export const live: Reader<'live'> = context => readLive(context, Object.keys(context.manifest.services))
