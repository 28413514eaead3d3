import { z } from 'zod'
import { arn, cidr, text } from './scalars.ts'

const subnetId = z.string().regex(/^subnet-[0-9a-f]+$/, 'write a subnet id such as subnet-0abc1234')

const existingNetwork = z.strictObject({
  vpc: z
    .string()
    .regex(/^vpc-[0-9a-f]+$/, 'write a VPC id such as vpc-0abc1234')
    .meta({ description: 'The VPC to live in.', examples: ['vpc-0abc1234'] }),
  publicSubnets: z
    .array(subnetId)
    .default([])
    .meta({
      description: 'Subnets for the load balancer, one a zone.',
      examples: [['subnet-0aaa1111', 'subnet-0bbb2222']],
    }),
  privateSubnets: z
    .array(subnetId)
    .default([])
    .meta({
      description: 'Subnets for the tasks, one a zone.',
      examples: [['subnet-0ccc3333', 'subnet-0ddd4444']],
    }),
})

export const network = z.strictObject({
  cidr: cidr
    .default('10.0.0.0/16')
    .meta({ description: 'Address block of the VPC, from /16 to /28.', examples: ['10.20.0.0/16'] }),
  zones: z.int().min(1).max(6).default(2).describe('How many availability zones to span.'),
  nat: z
    .enum(['per-zone', 'single', 'none'])
    .default('single')
    .describe(
      'How private subnets reach the internet: a NAT gateway in each zone, one for all, or none but the VPC endpoints that Fargate needs.',
    ),
  publicSubnets: z
    .array(cidr)
    .optional()
    .meta({
      description: 'Blocks of the public subnets, one a zone; cut from `cidr` when absent.',
      examples: [['10.0.1.0/24', '10.0.2.0/24']],
    }),
  privateSubnets: z
    .array(cidr)
    .optional()
    .meta({
      description: 'Blocks of the private subnets, one a zone; cut from `cidr` when absent.',
      examples: [['10.0.10.0/24', '10.0.11.0/24']],
    }),
  existing: existingNetwork
    .optional()
    .describe('Live inside a network that somebody else made; it is used and never changed.'),
})

export const domain = z.strictObject({
  name: z
    .hostname('write a host name such as prod.example.com')
    .meta({ description: 'The host name that users type.', examples: ['prod.example.com'] }),
  hostedZone: z
    .string()
    // AWS's begin with a Z, but it promises no more than this.
    .regex(/^[A-Z0-9]{1,32}$/, 'write the id of a hosted zone such as ZABCDEFGHIJKL')
    .optional()
    .meta({ description: 'Route 53 hosted zone that holds the records.', examples: ['ZABCDEFGHIJKL'] }),
  external: z
    .boolean()
    .default(false)
    .describe('DNS is kept elsewhere: print the records to create, and wait.'),
  certificate: z
    .strictObject({
      existing: arn('acm', 'arn:aws:acm:us-east-1:123456789012:certificate/…').describe(
        'ARN of the certificate.',
      ),
    })
    .optional()
    .describe('Use this ACM certificate instead of making one.'),
})

export const loadBalancer = z.strictObject({
  existing: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:elasticloadbalancing:.+:loadbalancer\/app\/.+/,
      'write the ARN of an application load balancer, such as arn:aws:elasticloadbalancing:…:loadbalancer/app/shared/50dc6c49',
    )
    .optional()
    .meta({
      description: 'ARN of a load balancer that somebody else made; only rules are added to it.',
      examples: [
        'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c495c0c9188',
      ],
    }),
  idleTimeout: z
    .int()
    .min(1)
    .max(4000)
    .default(60)
    .describe('Seconds after which a silent connection is closed.'),
  deletionProtection: z.boolean().default(false).describe('AWS itself refuses to delete the load balancer.'),
})

export const cluster = z.strictObject({
  existing: text
    .optional()
    .meta({ description: 'Name of a cluster that somebody else made.', examples: ['shared'] }),
  containerInsights: z.boolean().default(true).describe('Metrics of every task, at a small price.'),
})

/** How requests come in. */
export const ingress = z.enum(['load-balancer', 'http-api', 'none'])

/** Stage settings of an HTTP API; AWS would let one API use up what the whole account has. */
const throttle = z.strictObject({
  rate: z.int().min(1).max(10_000).default(1000).describe('Requests a second, all callers together.'),
  burst: z.int().min(1).max(5000).default(500).describe('Requests at once, beyond the rate.'),
})

export const httpApi = z.strictObject({
  throttle: throttle.prefault({}).meta({
    description: 'From where on callers are told to come back later, with 429.',
    examples: [{ rate: 100, burst: 50 }],
  }),
})

/** How services find one another. */
export const discovery = z.enum(['dns', 'service-connect'])
