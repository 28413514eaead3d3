import type * as sdk from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { page } from '../paging.ts'
import { clusterOf, forgetTags, nameIn, setTags, tagsOf } from './lookup.ts'
import { type ClusterRecord, clusters, services, tasks } from './tables.ts'

const fargateProviders = ['FARGATE', 'FARGATE_SPOT']

export const clusterOperations: Operations<typeof sdk> = {
  CreateCluster(input, call) {
    const name = input.clusterName ?? 'default'
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
      throw awsError('InvalidParameterException', 'Cluster name is invalid.')
    }
    checkProviders(input.capacityProviders, input.defaultCapacityProviderStrategy)
    const existing = call.table(clusters).get(name)
    // Creating a cluster again answers the one that is there.
    if (existing?.status === 'ACTIVE') return { cluster: describe(existing, call) }
    const cluster = call.table(clusters).put(name, {
      name,
      arn: call.arn(`cluster/${name}`),
      status: 'ACTIVE',
      settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
      capacityProviders: input.capacityProviders ?? [],
      defaultStrategy: input.defaultCapacityProviderStrategy ?? [],
      configuration: input.configuration,
      serviceConnectDefaults: input.serviceConnectDefaults,
    })
    setTags(call, cluster.arn, input.tags)
    return { cluster: { ...describe(cluster, call), tags: tagsOf(call, cluster.arn) } }
  },

  DescribeClusters({ clusters: references = ['default'], include = [] }, call) {
    const found = references.map(reference => ({
      reference,
      cluster: call.table(clusters).get(nameIn(reference)),
    }))
    return {
      clusters: found.flatMap(({ cluster }) => (cluster ? [describe(cluster, call, include)] : [])),
      failures: found
        .filter(({ cluster }) => !cluster)
        .map(({ reference }) => ({ arn: call.arn(`cluster/${nameIn(reference)}`), reason: 'MISSING' })),
    }
  },

  ListClusters({ maxResults, nextToken }, call) {
    const active = call.table(clusters).filter(({ status }) => status === 'ACTIVE')
    const { items, next } = page(
      active.map(({ arn }) => arn),
      nextToken,
      maxResults ?? 100,
    )
    return { clusterArns: items, nextToken: next }
  },

  UpdateCluster({ cluster: reference, settings, configuration, serviceConnectDefaults }, call) {
    const cluster = call.table(clusters).update(clusterOf(call, reference).name, draft => {
      if (settings) draft.settings = settings
      if (configuration) draft.configuration = configuration
      if (serviceConnectDefaults) draft.serviceConnectDefaults = serviceConnectDefaults
    })
    return { cluster: describe(cluster, call) }
  },

  UpdateClusterSettings({ cluster: reference, settings }, call) {
    const cluster = call.table(clusters).update(clusterOf(call, reference).name, draft => {
      draft.settings = settings
    })
    return { cluster: describe(cluster, call) }
  },

  PutClusterCapacityProviders(input, call) {
    checkProviders(input.capacityProviders, input.defaultCapacityProviderStrategy)
    const cluster = call.table(clusters).update(clusterOf(call, input.cluster).name, draft => {
      draft.capacityProviders = input.capacityProviders
      draft.defaultStrategy = input.defaultCapacityProviderStrategy
    })
    return { cluster: describe(cluster, call) }
  },

  DescribeCapacityProviders({ capacityProviders = fargateProviders }, call) {
    const known = capacityProviders.map(nameIn)
    return {
      capacityProviders: known
        .filter(name => fargateProviders.includes(name))
        .map(name => ({
          name,
          capacityProviderArn: call.arn(`capacity-provider/${name}`),
          status: 'ACTIVE' as const,
        })),
      failures: known
        .filter(name => !fargateProviders.includes(name))
        .map(name => ({ arn: call.arn(`capacity-provider/${name}`), reason: 'MISSING' })),
    }
  },

  DeleteCluster({ cluster: reference }, call) {
    const { name, arn } = clusterOf(call, reference)
    if (call.table(services).find(service => service.cluster === name && service.status !== 'INACTIVE')) {
      throw awsError(
        'ClusterContainsServicesException',
        'The Cluster cannot be deleted while Services are active.',
      )
    }
    if (call.table(tasks).find(task => task.cluster === name && task.lastStatus !== 'STOPPED')) {
      throw awsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.')
    }
    const cluster = call.table(clusters).update(name, draft => {
      draft.status = 'INACTIVE'
    })
    forgetTags(call, arn)
    return { cluster: describe(cluster, call) }
  },
}

function checkProviders(
  providers: readonly string[] = [],
  strategy: readonly sdk.CapacityProviderStrategyItem[] = [],
): void {
  const unknown = providers.find(provider => !fargateProviders.includes(provider))
  if (unknown !== undefined) {
    throw awsError('InvalidParameterException', `The specified capacity provider ${unknown} was not found.`)
  }
  if (strategy.some(({ capacityProvider = '' }) => !providers.includes(capacityProvider))) {
    throw awsError(
      'InvalidParameterException',
      'The specified capacity provider strategy contains a capacity provider that is not associated with the cluster.',
    )
  }
}

function describe(cluster: ClusterRecord, call: Call, include: readonly string[] = []): sdk.Cluster {
  const { name, arn, status, settings, capacityProviders, defaultStrategy, configuration } = cluster
  const live = call.table(tasks).filter(task => task.cluster === name && task.lastStatus !== 'STOPPED')
  const running = live.filter(({ lastStatus }) => lastStatus === 'RUNNING').length
  const pending = live.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length - running
  return {
    clusterArn: arn,
    clusterName: name,
    status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: running,
    pendingTasksCount: Math.max(0, pending),
    activeServicesCount: call.table(services).filter(s => s.cluster === name && s.status === 'ACTIVE').length,
    statistics: [],
    capacityProviders,
    defaultCapacityProviderStrategy: defaultStrategy,
    tags: include.includes('TAGS') ? tagsOf(call, arn) : [],
    settings: include.includes('SETTINGS') || include.length === 0 ? settings : [],
    ...(include.includes('CONFIGURATIONS') && { configuration }),
  }
}
