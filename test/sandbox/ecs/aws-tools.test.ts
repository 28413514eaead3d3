import { expect, test } from 'vitest'
import { awsCli, boto3, describeWithAws } from '../aws-tools.ts'
import { closeBench, createService, makeLoadBalancer, register, seconds, startBench } from './bench.ts'

describeWithAws('ECS and its neighbours, by the AWS CLI and boto3', () => {
  test('a service, its tasks and its targets are read', async () => {
    const bench = await startBench()
    const { loadBalancers, targetGroup } = await makeLoadBalancer(bench, 'web')
    await createService(bench, 'api', await register(bench, 'api'), { loadBalancers })
    await bench.sandbox.advance(120 * seconds)

    const services = await boto3(bench.sandbox, 'ecs', 'describe_services', {
      cluster: 'main',
      services: ['api'],
    })
    expect(services.output.services[0]).toMatchObject({
      runningCount: 2,
      deployments: [{ rolloutState: 'COMPLETED' }],
    })
    const health = await boto3(bench.sandbox, 'elbv2', 'describe_target_health', {
      TargetGroupArn: targetGroup,
    })
    expect(health.output.TargetHealthDescriptions).toMatchObject([
      { HealthCheckPort: '8080', TargetHealth: { State: 'healthy' } },
      { HealthCheckPort: '8080', TargetHealth: { State: 'healthy' } },
    ])
    const missing = await boto3(bench.sandbox, 'elbv2', 'describe_load_balancers', { Names: ['none'] })
    expect(missing.error).toBe('LoadBalancerNotFound')

    const rolled = await awsCli(bench.sandbox, [
      ...['ecs', 'update-service', '--cluster', 'main', '--service', 'api', '--force-new-deployment'],
      ...['--query', 'service.deployments[].status', '--output', 'text'],
    ])
    expect(rolled.stdout.trim().split(/\s+/)).toEqual(['PRIMARY', 'ACTIVE'])
    const refused = await awsCli(bench.sandbox, [
      'ecs',
      'delete-service',
      '--cluster',
      'main',
      '--service',
      'api',
    ])
    expect(refused.stderr).toContain('The service cannot be stopped while it is scaled above 0.')
    const scaled = await awsCli(bench.sandbox, [
      ...['application-autoscaling', 'register-scalable-target', '--service-namespace', 'ecs'],
      ...['--resource-id', 'service/main/api', '--scalable-dimension', 'ecs:service:DesiredCount'],
      ...['--min-capacity', '2', '--max-capacity', '8'],
    ])
    expect(scaled).toMatchObject({ code: 0, stdout: expect.stringContaining('scalable-target/') })
    await closeBench(bench)
  })
})
