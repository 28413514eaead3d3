import { expect, test } from 'vitest'
import { graphOf } from '../../src/lib/diagrams/graph/index.ts'
import type { Graph } from '../../src/lib/diagrams/graph/model.ts'
import { mermaidOf } from '../../src/lib/diagrams/mermaid.ts'
import { manifestOf } from '../resources/manifest.ts'
import { everything, templateManifests } from './drawing.ts'

const id = 'n_[A-Za-z0-9_]+'
const words = '"[^"\\\\`{}|<>]*(?:<br/>[^"\\\\`{}|<>]*)*"'
const forms = [
  new RegExp(`^subgraph ${id}\\[${words}\\]$`),
  /^end$/,
  new RegExp(`^${id}(\\(\\[|\\[\\(|\\[|\\{\\{)${words}(\\]\\)|\\)\\]|\\]|\\}\\})$`),
  new RegExp(`^${id} (==>|-->|-\\.->)(\\|${words}\\|)? ${id}$`),
  /^classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#ffffff$/,
  new RegExp(`^class ${id}(,${id})* [a-z]+$`),
]

/** Lines that are of no form that a flowchart has, names that nothing has, and boxes that stay open. */
function faults(text: string): string[] {
  const [, title, , kind, ...lines] = text.trimEnd().split('\n')
  const body = lines.map(line => line.trim())
  const known = new Set(body.flatMap(line => /^(?:subgraph )?(n_\w+)[[({]/.exec(line)?.[1] ?? []))
  const named = body.flatMap(line =>
    [...line.replaceAll(/"[^"]*"/g, '').matchAll(/n_\w+/g)].map(([name]) => name),
  )
  const opened = body.filter(line => line.startsWith('subgraph ')).length
  const closed = body.filter(line => line === 'end').length
  return [
    ...(/^title: "/.test(title!) && kind === 'flowchart TB' ? [] : ['no head']),
    ...body.filter(line => !forms.some(form => form.test(line))),
    ...named.filter(name => !known.has(name)).map(name => `${name} is nothing`),
    ...(opened === closed ? [] : [`${opened} opened, ${closed} closed`]),
  ]
}

test.each([['everything', everything] as const, ...(await templateManifests())])(
  '%s is a flowchart',
  (_name, manifest) => {
    expect(faults(mermaidOf(graphOf(manifest)))).toEqual([])
  },
)

test('a small system reads as it is', () => {
  const services = { web: { build: {}, port: 80, subnets: 'public' } }
  expect(mermaidOf(graphOf(manifestOf({ services, network: { nat: 'none' } })))).toBe(`---
title: "shop prod"
---
flowchart TB
  n_clients(["Clients<br/>browsers and apps"])
  subgraph n_cloud["AWS eu-west-1"]
    n_registry["ECR<br/>1 repository"]
    n_monitoring["CloudWatch<br/>logs for 30 days"]
    subgraph n_vpc["VPC 10.0.0.0/16"]
      subgraph n_public["Public subnets"]
        n_load_balancer["Load balancer<br/>HTTP 80"]
        subgraph n_cluster_public["ECS cluster, Fargate"]
          n_service_web["web :80<br/>1 task<br/>0.25 vCPU, 0.5 GB"]
        end
      end
    end
  end
  n_clients ==> n_load_balancer
  n_load_balancer ==>|"/#42;"| n_service_web
  n_cluster_public -.-> n_monitoring
  n_registry -.->|"image"| n_cluster_public
  classDef outside fill:#57606a,stroke:#57606a,color:#ffffff
  class n_clients outside
  classDef network fill:#7c4dbd,stroke:#7c4dbd,color:#ffffff
  class n_load_balancer network
  classDef compute fill:#c2560c,stroke:#c2560c,color:#ffffff
  class n_service_web compute
  classDef operations fill:#b5326e,stroke:#b5326e,color:#ffffff
  class n_registry,n_monitoring operations
`)
})

test('words never become marks, and like names stay apart', () => {
  const node = (id: string, label: string) => ({
    id,
    kind: 'service' as const,
    label,
    details: [],
    group: undefined,
  })
  const graph: Graph = {
    title: 'a "title"\nof two lines',
    groups: [],
    nodes: [node('a/b', '"] --> x; end `<b>|{}#35;\\'), node('a-b', 'end'), node('end', 'graph')],
    edges: [{ from: 'a/b', to: 'a-b', kind: 'call', label: '|"' }],
  }
  const text = mermaidOf(graph)
  expect(faults(text)).toEqual([])
  expect(text).toContain('title: "a \\"title\\"\\nof two lines"')
  expect(text).toContain('n_a_b -->|"#124;#34;"| n_a_b_2')
})
