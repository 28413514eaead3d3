import type { MetricInfo } from '@aws-sdk/client-service-quotas'

export interface KnownQuota {
  readonly service: string
  readonly serviceName: string
  readonly code: string
  readonly name: string
  /** What a new account has. */
  readonly value: number
  readonly usage?: MetricInfo
}

const fargate = (Class: string): MetricInfo => ({
  MetricNamespace: 'AWS/Usage',
  MetricName: 'ResourceCount',
  MetricDimensions: { Class, Resource: 'vCPU', Service: 'Fargate', Type: 'Resource' },
  MetricStatisticRecommendation: 'Maximum',
})

const vpc = { service: 'vpc', serviceName: 'Amazon Virtual Private Cloud (Amazon VPC)' }
const elb = { service: 'elasticloadbalancing', serviceName: 'Elastic Load Balancing (ELB)' }
const onFargate = { service: 'fargate', serviceName: 'AWS Fargate' }

/** The quotas that a system of containers meets first. */
export const knownQuotas: readonly KnownQuota[] = [
  { ...vpc, code: 'L-F678F1CE', name: 'VPCs per Region', value: 5 },
  { ...vpc, code: 'L-FE5A380F', name: 'NAT gateways per Availability Zone', value: 5 },
  {
    service: 'ec2',
    serviceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    code: 'L-0263D0A3',
    name: 'EC2-VPC Elastic IPs',
    value: 5,
  },
  { ...elb, code: 'L-53DA6B97', name: 'Application Load Balancers per Region', value: 50 },
  {
    ...onFargate,
    code: 'L-3032A538',
    name: 'Fargate On-Demand vCPU resource count',
    value: 140,
    usage: fargate('Standard/OnDemand'),
  },
  {
    ...onFargate,
    code: 'L-36FBB829',
    name: 'Fargate Spot vCPU resource count',
    value: 140,
    usage: fargate('Standard/Spot'),
  },
  {
    service: 'rds',
    serviceName: 'Amazon Relational Database Service (Amazon RDS)',
    code: 'L-7B6409FD',
    name: 'DB instances',
    value: 40,
  },
]
