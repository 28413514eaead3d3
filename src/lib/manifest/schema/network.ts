import { z } from 'zod'
import { cidr } from './scalars.ts'

const existingNetwork = z.strictObject({
  vpc: z.string().regex(/^vpc-[0-9a-f]+$/),
  publicSubnets: z.array(z.string().regex(/^subnet-[0-9a-f]+$/)).default([]),
  privateSubnets: z.array(z.string().regex(/^subnet-[0-9a-f]+$/)).default([]),
})

export const network = z.strictObject({
  cidr: cidr.default('10.0.0.0/16').describe('Address block of the VPC.'),
  zones: z.int().min(1).max(6).default(2).describe('How many availability zones to span.'),
  nat: z
    .enum(['per-zone', 'single', 'none'])
    .default('single')
    .describe('How private subnets reach the internet.'),
  publicSubnets: z
    .array(cidr)
    .optional()
    .describe('Blocks of the public subnets, one a zone; cut from `cidr` when absent.'),
  privateSubnets: z
    .array(cidr)
    .optional()
    .describe('Blocks of the private subnets, one a zone; cut from `cidr` when absent.'),
  existing: existingNetwork.optional().describe('Live inside a network that somebody else made.'),
})

export const domain = z.strictObject({
  name: z.hostname().describe('The host name that users type.'),
  hostedZone: z.string().optional().describe('Route 53 hosted zone that holds the records.'),
  external: z
    .boolean()
    .default(false)
    .describe('DNS is kept elsewhere: print the records to create, and wait.'),
  certificate: z
    .strictObject({ existing: z.string() })
    .optional()
    .describe('Use this ACM certificate instead of making one.'),
})

export const loadBalancer = z.strictObject({
  existing: z.string().optional().describe('ARN of a load balancer that somebody else made.'),
  idleTimeout: z.int().min(1).max(4000).default(60),
  deletionProtection: z.boolean().default(false),
})

export const cluster = z.strictObject({
  existing: z.string().optional().describe('Name of a cluster that somebody else made.'),
  containerInsights: z.boolean().default(true),
})
