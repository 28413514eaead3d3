import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parse,
  renderManifest,
  resolveManifest,
  resolveWithProvenance,
} from '../../src/lib/manifest/index.ts'
import { manifests } from './arbitrary-manifest.ts'
import { inputs } from './reading.ts'

function render(text: string, environment = 'prod'): string {
  const { manifest, provenance } = resolveWithProvenance(parse(text, 'deployctl.yml'), environment, inputs)
  return renderManifest(manifest, provenance)
}

test('every default is spelled out, with where each value came from', () => {
  const text = `version: 1
project: shop
region: us-east-1
services:
  api:
    image: nginx
    port: 80
    env: {URL: "https://\${project}.example.com", SHELL: "$\${HOME} # not a comment"}
    capacity: {spot: {weight: 4}}
    policy: [{actions: ["s3:GetObject"], resources: ["*"]}]
environments:
  prod: {network: {nat: per-zone}, services: {api: {env: {STAGE: "\${environment}"}}}}
`
  expect(render(text)).toBe(`version: 1                               # deployctl.yml:1
project: shop                            # deployctl.yml:2
region: us-east-1                        # deployctl.yml:3
network:
  cidr: 10.0.0.0/16                      # default
  zones: 2                               # default
  nat: per-zone                          # prod overlay, deployctl.yml:12
ingress: load-balancer                   # default
loadBalancer:
  idleTimeout: 60                        # default
  deletionProtection: false              # default
httpApi:
  throttle:
    rate: 1000                           # default
    burst: 500                           # default
discovery: dns                           # default
cluster:
  containerInsights: true                # default
services:
  api:
    image: nginx                         # deployctl.yml:6
    port: 80                             # deployctl.yml:7
    cpu: 256                             # default
    memory: 512                          # default
    count: 1                             # default
    capacity:
      spot:
        base: 0                          # default
        weight: 4                        # deployctl.yml:9
    platformVersion: LATEST              # default
    routes: []                           # default
    sticky: false                        # default
    health:
      path: /                            # default
      interval: 15s                      # default
      timeout: 5s                        # default
      healthy: 2                         # default
      unhealthy: 3                       # default
      grace: 1m                          # default
      codes: "200"                       # default
    env:
      URL: https://shop.example.com      # \${project}, deployctl.yml:8
      SHELL: "$\${HOME} # not a comment"  # deployctl.yml:8
      STAGE: prod                        # \${environment}, prod overlay, deployctl.yml:12
    secrets: {}                          # default
    smoke: []                            # default
    stopTimeout: 30s                     # default
    drain: 30s                           # default
    access: {}                           # default
    mounts: {}                           # default
    policy:
      - actions:
          - s3:GetObject                 # deployctl.yml:10
        resources:
          - "*"                          # deployctl.yml:10
dashboard: false                         # default
logs:
  retention: 30d                         # default
guards:
  forbidInEnv: []                        # default
releases:
  keep: 20                               # default
protected: false                         # default
environments: {prod: {}}
`)
})

describe('what is rendered resolves to the same again', () => {
  test.each(['staging', 'prod'])('the example, in %s', async environment => {
    const text = await readFile(new URL('example.yml', import.meta.url), 'utf8')
    expectSameAgain(text, environment)
  })

  test('whatever is written', () => {
    fc.assert(
      fc.property(manifests, manifest => expectSameAgain(JSON.stringify(manifest), 'prod')),
      { numRuns: 150 },
    )
  })
})

function expectSameAgain(text: string, environment: string): void {
  const manifest = resolveManifest(parse(text, 'deployctl.yml'), environment, inputs)
  const again = resolveManifest(parse(render(text, environment), 'deployctl.yml'), environment, inputs)
  expect(again).toEqual(manifest)
}
