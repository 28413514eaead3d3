import type {
  Address,
  InternetGateway,
  NatGateway,
  NetworkInterface,
  Route,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Tag,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of EC2's operations. */
export type Ec2Operations = Operations<typeof import('@aws-sdk/client-ec2')>

/** Everything of EC2's that carries tags. */
export interface Tagged {
  Tags?: Tag[]
}

/** Records have AWS's own shape; these are their identifiers, and what AWS keeps but does not show. */
export type VpcRecord = Vpc & {
  VpcId: string
  CidrBlock: string
  attributes: { enableDnsSupport: boolean; enableDnsHostnames: boolean }
}
export type SubnetRecord = Subnet & {
  SubnetId: string
  VpcId: string
  CidrBlock: string
  AvailabilityZone: string
}
export type InternetGatewayRecord = InternetGateway & { InternetGatewayId: string }
export type AddressRecord = Address & { AllocationId: string; PublicIp: string }
export type NatGatewayRecord = NatGateway & {
  NatGatewayId: string
  VpcId: string
  SubnetId: string
  clientToken?: string | undefined
}
export type RouteTableRecord = RouteTable & { RouteTableId: string; VpcId: string; Routes: Route[] }
export type VpcEndpointRecord = VpcEndpoint & {
  VpcEndpointId: string
  VpcId: string
  ServiceName: string
  clientToken?: string | undefined
}
export type SecurityGroupRecord = SecurityGroup & { GroupId: string; GroupName: string; VpcId: string }
export type SecurityGroupRuleRecord = SecurityGroupRule & { SecurityGroupRuleId: string; GroupId: string }
export type NetworkInterfaceRecord = NetworkInterface &
  Tagged & {
    NetworkInterfaceId: string
    VpcId: string
    SubnetId: string
    PrivateIpAddress: string
  }

export const vpcs = defineTable<VpcRecord>('ec2.vpcs')
export const subnets = defineTable<SubnetRecord>('ec2.subnets')
export const internetGateways = defineTable<InternetGatewayRecord>('ec2.internet-gateways')
export const addresses = defineTable<AddressRecord>('ec2.addresses')
export const natGateways = defineTable<NatGatewayRecord>('ec2.nat-gateways')
export const routeTables = defineTable<RouteTableRecord>('ec2.route-tables')
export const vpcEndpoints = defineTable<VpcEndpointRecord>('ec2.vpc-endpoints')
export const securityGroups = defineTable<SecurityGroupRecord>('ec2.security-groups')
export const securityGroupRules = defineTable<SecurityGroupRuleRecord>('ec2.security-group-rules')
export const networkInterfaces = defineTable<NetworkInterfaceRecord>('ec2.network-interfaces')
