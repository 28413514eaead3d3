const seconds = 1_000
const minutes = 60 * seconds

/** How long the slow things of AWS take, in virtual ms: the one place where the sandbox's services look it up. */
export const timings = {
  natGatewayAvailable: 90 * seconds,
  natGatewayDeleted: 60 * seconds,
  vpcEndpointAvailable: 60 * seconds,
  loadBalancerActive: 150 * seconds,
  /** How long a deleted load balancer's, function's or task's network interfaces linger. */
  networkInterfaceReleased: 30 * seconds,
  databaseAvailable: 8 * minutes,
  databaseDeleted: 5 * minutes,
  databaseModified: 4 * minutes,
  databaseUpgraded: 12 * minutes,
  databaseRebooted: 1 * minutes,
  databasePasswordReset: 30 * seconds,
  databaseStopped: 3 * minutes,
  databaseStarted: 4 * minutes,
  databaseClusterAvailable: 90 * seconds,
  databaseClusterModified: 30 * seconds,
  databaseClusterStopped: 4 * minutes,
  databaseClusterStarted: 6 * minutes,
  databaseClusterDeleted: 2 * minutes,
  /** From a connection until what had paused answers it. */
  databaseResumed: 15 * seconds,
  /** A member of a cluster has no storage of its own to wait for. */
  databaseMemberAvailable: 6 * minutes,
  databaseMemberDeleted: 4 * minutes,
  databaseSnapshotAvailable: 2 * minutes,
  databaseProxyAvailable: 4 * minutes,
  /** From its registration until a proxy has its first connection to an instance. */
  databaseProxyConnected: 2 * minutes,
  databaseProxyDeleted: 2 * minutes,
  cacheAvailable: 6 * minutes,
  cacheChanged: 4 * minutes,
  cacheDeleted: 3 * minutes,
  tableActive: 8 * seconds,
  /** A table that was just made cannot be backed up yet. */
  tableBackupsReady: 10 * seconds,
  tableDeleted: 10 * seconds,
  tableExpiryChanged: 60 * minutes,
  fileSystemAvailable: 10 * seconds,
  mountTargetAvailable: 80 * seconds,
  mountTargetDeleted: 30 * seconds,
  accessPointAvailable: 3 * seconds,
  certificateIssued: 2 * minutes,
  distributionDeployed: 4 * minutes,
  invalidationCompleted: 60 * seconds,
  dnsChangeInSync: 30 * seconds,
  namespaceCreated: 40 * seconds,
  namespaceDeleted: 20 * seconds,
  vpcLinkAvailable: 2 * minutes,
  vpcLinkDeleted: 60 * seconds,
  apiDomainAvailable: 60 * seconds,
  functionActive: 5 * seconds,
  functionVersionActive: 1 * seconds,
  /** A schedule group goes once its schedules have. */
  scheduleGroupDeleted: 10 * seconds,
  /** A new role cannot be assumed at once. */
  roleAssumable: 8 * seconds,

  /** Fargate, PROVISIONING to RUNNING: 35 s in all. */
  task: {
    provisioning: 15 * seconds,
    pending: 15 * seconds,
    activating: 5 * seconds,
    /** From SIGTERM until a container that heeds it is gone. */
    stopping: 2 * seconds,
    deprovisioning: 10 * seconds,
  },
  /** How often the ECS scheduler looks at a service. */
  ecsSchedulerTick: 5 * seconds,
  /** Until ListServiceDeployments shows what UpdateService has begun. */
  serviceDeploymentVisible: 1 * seconds,
  /** How often a service at rest is looked at, for Spot capacity that has gone. */
  ecsWatch: 1 * minutes,
  spotInterruptionNotice: 2 * minutes,
} as const
