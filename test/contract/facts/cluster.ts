import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** The cluster has both kinds of Fargate, and measures each container where the runbook asks for it. */
export function clusterFacts(of: () => System, insights: 'enabled' | 'disabled'): void {
  test(`the cluster runs on Fargate and Fargate Spot, Container Insights ${insights}`, async () => {
    const { aws, prefix } = of()
    const input = { clusters: [prefix], include: ['SETTINGS'] }
    const { clusters } = await aws.call('ecs', 'describe_clusters', input)
    expect(clusters).toMatchObject([
      { status: 'ACTIVE', settings: [{ name: 'containerInsights', value: insights }] },
    ])
    expect(clusters[0].capacityProviders.toSorted()).toEqual(['FARGATE', 'FARGATE_SPOT'])
  })
}
