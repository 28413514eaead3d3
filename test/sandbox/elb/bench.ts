import { type Bench, createService, makeLoadBalancer, register, startBench } from '../ecs/bench.ts'

export type LoadBalancer = Awaited<ReturnType<typeof makeLoadBalancer>>

export interface Front {
  readonly bench: Bench
  readonly web: LoadBalancer
}

/** A bench with the load balancer `web`, which is not active yet. */
export async function startFront(options: Parameters<typeof startBench>[0] = {}): Promise<Front> {
  const bench = await startBench(options)
  return { bench, web: await makeLoadBalancer(bench, 'web') }
}

/** Puts the tasks of the service `api` behind it; they answer once they are healthy. */
export async function serve({ bench, web }: Front): Promise<void> {
  await createService(bench, 'api', await register(bench, 'api'), { loadBalancers: web.loadBalancers })
}
