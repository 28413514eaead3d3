import { graphOf } from '../diagrams/graph/index.ts'
import type { Graph } from '../diagrams/graph/model.ts'
import { mermaidOf } from '../diagrams/mermaid.ts'
import { svgOf } from '../diagrams/svg/write.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'

export type DiagramFormat = 'mermaid' | 'svg'

export interface Diagram {
  readonly project: string
  readonly environment: string
  readonly format: DiagramFormat
  /** What is drawn, before it is drawn. */
  readonly graph: Graph
  /** The picture. */
  readonly text: string
}

/** Draws the architecture that a manifest comes to. Pure. */
export function diagram(manifest: Manifest, format: DiagramFormat): Diagram {
  const { project, environment } = manifest
  const graph = graphOf(manifest)
  return { project, environment, format, graph, text: format === 'svg' ? svgOf(graph) : mermaidOf(graph) }
}
