import type { Boto3 } from '../boto3.ts'
import { inventory } from '../inventory.ts'

type Listing = readonly [service: string, method: string, member: string, input?: object]

/** What the templates have besides what every list of the ground holds. */
const listings: readonly Listing[] = [
  ['apigatewayv2', 'get_apis', 'Items'],
  ['apigatewayv2', 'get_vpc_links', 'Items'],
  ['cloudfront', 'list_distributions', 'DistributionList'],
  ['cloudfront', 'list_origin_access_controls', 'OriginAccessControlList'],
  ['cloudwatch', 'list_dashboards', 'DashboardEntries'],
  ['cognito-idp', 'list_user_pools', 'UserPools', { MaxResults: 60 }],
  ['dynamodb', 'list_tables', 'TableNames'],
  ['efs', 'describe_file_systems', 'FileSystems'],
  ['elasticache', 'describe_cache_subnet_groups', 'CacheSubnetGroups'],
  ['events', 'list_rules', 'Rules'],
  ['iam', 'list_open_id_connect_providers', 'OpenIDConnectProviderList'],
  ['lambda', 'list_functions', 'Functions'],
  ['rds', 'describe_db_instances', 'DBInstances'],
  ['rds', 'describe_db_proxies', 'DBProxies'],
  ['rds', 'describe_db_snapshots', 'DBSnapshots'],
  ['rds', 'describe_db_subnet_groups', 'DBSubnetGroups'],
  ['servicediscovery', 'list_namespaces', 'Namespaces'],
  ['sqs', 'list_queues', 'QueueUrls'],
]

/** All that stands in the account, whoever's it is, by list, with the kinds that only the templates have. */
export async function wholeInventory(aws: Boto3): Promise<Record<string, unknown[]>> {
  const all = await inventory(aws)
  for (const [service, method, member, input] of listings) {
    const { [member]: found = [] } = await aws.call(service, method, input)
    all[`${service} ${member}`] = Array.isArray(found) ? found : (found.Items ?? [])
  }
  return all
}
