/** What a node stands for; decides on its place, its colour and its picture. */
export type NodeKind =
  | 'clients'
  | 'people'
  | 'github'
  | 'external-registry'
  | 'domain'
  | 'cdn'
  | 'http-api'
  | 'load-balancer'
  | 'nat'
  | 'endpoints'
  | 'service'
  | 'function'
  | 'job'
  | 'proxy'
  | 'database'
  | 'cache'
  | 'filesystem'
  | 'bucket'
  | 'table'
  | 'user-pool'
  | 'registry'
  | 'monitoring'

/** A box around others, from the outside in. */
export type GroupKind = 'cloud' | 'vpc' | 'public' | 'private' | 'cluster'

/** Why two things are joined; decides on how the line is drawn. */
export type EdgeKind =
  /** A request from outside, on its way in. */
  | 'request'
  /** One service asks another. */
  | 'call'
  /** What keeps data is read or written. */
  | 'data'
  /** Anything else that happens beside the requests: images, logs, mails, the way out. */
  | 'side'

export interface Node {
  /** `service/api`. */
  readonly id: string
  readonly kind: NodeKind
  readonly label: string
  /** Lines of small print. */
  readonly details: readonly string[]
  /** Id of the innermost group that it lies in; undefined outside of AWS. */
  readonly group: string | undefined
}

export interface Group {
  readonly id: string
  readonly kind: GroupKind
  readonly label: string
  readonly parent: string | undefined
}

export interface Edge {
  /** Id of a node, or of a group where all that is in it is meant. */
  readonly from: string
  readonly to: string
  readonly kind: EdgeKind
  readonly label?: string
}

/** An architecture, before anybody draws it. */
export interface Graph {
  readonly title: string
  /** Outer groups first. */
  readonly groups: readonly Group[]
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
}

/** A part of a graph; the graph is the sum of such parts. */
export interface Fragment {
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
}
