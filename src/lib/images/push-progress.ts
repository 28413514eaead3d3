import type { EngineMessage } from './engine-messages.ts'

/** How far a push is, by layer. */
export interface PushProgress {
  readonly layers: ReadonlyMap<string, Layer>
  readonly error?: string
}

interface Layer {
  readonly state: 'waiting' | 'sending' | 'sent' | 'there'
  /** From 0 to 1. */
  readonly part: number
}

export interface LayerCounts {
  readonly sent: number
  /** Layers that the registry had already, here or in another repository. */
  readonly there: number
  readonly total: number
}

export const nothingPushed: PushProgress = { layers: new Map() }

export function afterPushMessage(progress: PushProgress, message: EngineMessage): PushProgress {
  if (message.error !== undefined) return { ...progress, error: message.error }
  const layer = layerOf(message)
  if (message.id === undefined || layer === undefined) return progress
  return { ...progress, layers: new Map(progress.layers).set(message.id, layer) }
}

export function countLayers({ layers }: PushProgress): LayerCounts {
  const states = [...layers.values()].map(layer => layer.state)
  return {
    sent: states.filter(state => state === 'sent').length,
    there: states.filter(state => state === 'there').length,
    total: states.length,
  }
}

/** One line, such as `2 of 5 layers, 3 already there, 40% of the next`. */
export function describePush(progress: PushProgress): string {
  const { sent, there, total } = countLayers(progress)
  const sending = [...progress.layers.values()].filter(layer => layer.state === 'sending')
  const percent = Math.floor((sending.reduce((sum, layer) => sum + layer.part, 0) / sending.length) * 100)
  const parts = [`${sent + there} of ${total} layers`]
  if (there > 0) parts.push(`${there} already there`)
  if (sending.length > 0) parts.push(`sending ${sending.length} (${percent}%)`)
  return parts.join(', ')
}

/** The statuses are moby's, from distribution/push_v2.go. */
function layerOf({ status = '', progressDetail }: EngineMessage): Layer | undefined {
  if (/^(Preparing|Waiting|Retrying)/.test(status)) return { state: 'waiting', part: 0 }
  if (/^(Layer already exists|Mounted from)/.test(status)) return { state: 'there', part: 1 }
  if (status === 'Pushed') return { state: 'sent', part: 1 }
  if (status !== 'Pushing') return undefined
  const { current = 0, total = 0 } = progressDetail ?? {}
  return { state: 'sending', part: total > 0 ? Math.min(current / total, 1) : 0 }
}
