import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here; what is wrong begins in line 5. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`

const refused: readonly [what: string, manifest: string, problems: readonly string[]][] = [
  [
    'neither build nor image',
    'services: {api: {port: 80}}',
    [
      '5:17 services.api: There is nothing to run: neither `build` nor `image`. → Write `build: {context: .}`, or `image: NAME`.',
    ],
  ],
  [
    'both build and image',
    'services: {api: {image: nginx, build: {}}}',
    [
      '5:25 services.api.image: A service has either `build` or `image`, not both. → Remove one; in an overlay, with null.',
    ],
  ],
  [
    'a repository for an image that is given',
    'services: {api: {image: nginx, repository: {existing: a}}}',
    [
      '5:44 services.api.repository: Nothing is pushed to a repository when `image` is given. → Remove `repository`, or `build` the image.',
    ],
  ],
  [
    'tasks of a platform that is not built',
    'services: {api: {build: {platforms: [linux/amd64]}, architecture: linux/arm64}}',
    [
      '5:67 services.api.architecture: The tasks run on linux/arm64, and the image is built for linux/amd64 only. → Write `build.platforms: [linux/arm64]`, or another `architecture`.',
    ],
  ],
  [
    'a CPU size that Fargate lacks',
    'services: {api: {image: nginx, cpu: 300}}',
    [
      '5:37 services.api.cpu: Fargate has no 300 CPU units. → Write one of 256, 512, 1024, 2048, 4096, 8192, 16384.',
    ],
  ],
  [
    'a memory size that does not go with the CPU',
    'services: {api: {image: nginx, cpu: 256, memory: 3072}}',
    [
      '5:50 services.api.memory: Fargate has no 3072 MiB of memory with 256 CPU units. → With cpu 256, write one of 512, 1024, 2048.',
    ],
  ],
  [
    'a memory size that does not go with 8 vCPU',
    'services: {api: {image: nginx, cpu: 8192, memory: 18432}}',
    [
      '5:51 services.api.memory: Fargate has no 18432 MiB of memory with 8192 CPU units. → With cpu 8192, write one of 16384, 20480, 24576, 28672, 32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440.',
    ],
  ],
  [
    'fewer tasks at most than at least',
    'services: {api: {image: nginx, count: {min: 3, max: 2, cpu: 70}}}',
    [
      '5:45 services.api.count.min: The fewest tasks (3) are more than the most (2). → Write `min` of 2 or less.',
    ],
  ],
  [
    'autoscaling without a target',
    'services: {api: {image: nginx, count: {min: 1, max: 2}}}',
    [
      '5:39 services.api.count: Nothing says when to go from 1 to 2 tasks. → Add a target such as `cpu: 70`, or write one number.',
    ],
  ],
  [
    'capacity without weight',
    'services: {api: {image: nginx, capacity: {spot: {weight: 0}}}}',
    ['5:42 services.api.capacity: No capacity has any weight. → Write `weight: 1` for one of the two.'],
  ],
  [
    'two bases',
    'services: {api: {image: nginx, capacity: {onDemand: {base: 1}, spot: {base: 1}}}}',
    [
      '5:77 services.api.capacity.spot.base: ECS allows a base for one kind of capacity only. → Keep the base of `onDemand`.',
    ],
  ],
  [
    'a stop that ECS does not wait for',
    'services: {api: {image: nginx, stopTimeout: 3m}}',
    ['5:45 services.api.stopTimeout: ECS waits 120s at most. → Write 120s or less.'],
  ],
  [
    'a drain that a target group does not wait for',
    'services: {api: {image: nginx, drain: 2h}}',
    ['5:39 services.api.drain: A target group waits 1h at most. → Write 1h or less.'],
  ],
  [
    'a drain longer than a Spot task has',
    'services: {api: {image: nginx, capacity: spot, drain: 2m}}',
    [
      '5:55 services.api.drain: A Spot task has two minutes in all, and would be gone before it is drained. → Write less than 2m, such as 90s.',
    ],
  ],
  [
    'requests without a port',
    'services: {api: {image: nginx, routes: [/*], sticky: true, health: {path: /up}}}',
    [
      '5:40 services.api.routes: `routes` means nothing without a `port`. → Write the port that the container listens on, such as `port: 8080`.',
      '5:54 services.api.sticky: `sticky` means nothing without a `port`. → Write the port that the container listens on, such as `port: 8080`.',
      '5:68 services.api.health: `health` means nothing without a `port`. → Write the port that the container listens on, such as `port: 8080`.',
    ],
  ],
  [
    'health checks too seldom',
    'services: {api: {image: nginx, port: 80, health: {interval: 10m}}}',
    [
      '5:61 services.api.health.interval: A target group asks every 5s to 300s, not every 600s. → Write 5s to 300s.',
    ],
  ],
  [
    'health checks that wait too long',
    'services: {api: {image: nginx, port: 80, health: {interval: 5s, timeout: 5s}}}',
    [
      '5:74 services.api.health.timeout: The timeout (5s) is not shorter than the interval (5s). → Write less than 5s, or a longer interval.',
    ],
  ],
  [
    'health checks that hardly wait',
    'services: {api: {image: nginx, port: 80, health: {timeout: 1s}}}',
    ['5:60 services.api.health.timeout: A target group waits 2s to 120s, not 1s. → Write 2s to 120s.'],
  ],
  [
    'one pattern in two services',
    `services:
  api: {image: nginx, port: 80, routes: [/v1/*, /*]}
  web: {image: nginx, port: 80, routes: [/*]}`,
    ['7:42 services.web.routes[0]: `/*` already goes to `api`. → Keep it in one place.'],
  ],
  [
    'one pattern twice',
    'services: {api: {image: nginx, port: 80, routes: [/a, /a]}}',
    ['5:55 services.api.routes[1]: `/a` already goes to this service. → Keep it in one place.'],
  ],
  [
    'more routes than a rule holds',
    'services: {api: {image: nginx, port: 80, routes: [/a, /b, /c, /d, /e, /f]}}',
    [
      '5:50 services.api.routes: 6 routes do not fit into one rule of a load balancer. → Write 5 or fewer, with wider patterns.',
    ],
  ],
  [
    'more wildcards than a rule holds',
    'services: {api: {image: nginx, port: 80, routes: ["/*/*/*", "/??/??"]}}',
    [
      '5:50 services.api.routes: 7 wildcards do not fit into one rule of a load balancer. → Write 6 or fewer.',
    ],
  ],
  [
    'a path that cannot be matched',
    'services: {api: {image: nginx, port: 80, routes: [/a b]}}',
    [
      '5:51 services.api.routes[0]: A load balancer cannot match this path. → Use up to 128 letters, digits and _ - . $ / ~ " \' @ : + & with * and ? as wildcards.',
    ],
  ],
  [
    'requests with no way in',
    `ingress: none
domain: {name: a.example.com, external: true}
alarms: {cpu: 80, latencyP95: 1s}
services: {api: {image: nginx, port: 80, routes: [/*], smoke: [{http: /}]}}`,
    [
      '6:9 domain: With `ingress: none` no request comes in from outside. → Remove it, or write `ingress: load-balancer`.',
      '7:31 alarms.latencyP95: With `ingress: none` no request comes in from outside. → Remove it, or write `ingress: load-balancer`.',
      '8:50 services.api.routes: With `ingress: none` no request comes in from outside. → Remove it, or write `ingress: load-balancer`.',
      '8:63 services.api.smoke: With `ingress: none` no request comes in from outside. → Remove it, or write `ingress: load-balancer`.',
    ],
  ],
  [
    'a domain without records',
    'domain: {name: a.example.com}',
    [
      '5:9 domain: Nothing says where the DNS records of a.example.com are kept. → Write `hostedZone: Z…` for Route 53, or `external: true` to create them yourself.',
    ],
  ],
  [
    'a domain with records in two places',
    'domain: {name: a.example.com, hostedZone: Z1, external: true}',
    [
      '5:57 domain.external: The records are kept in the hosted zone or elsewhere, not both. → Remove `external` or `hostedZone`.',
    ],
  ],
  [
    'variables of ECS',
    'services: {api: {image: nginx, env: {AWS_EXECUTION_ENV: x}, secrets: {AWS_SESSION_TOKEN: "ssm:/a"}}}',
    [
      '5:38 services.api.env.AWS_EXECUTION_ENV: `AWS_EXECUTION_ENV` belongs to ECS and to the role of the task. → Remove it; what the task may call is written under `policy`.',
      '5:71 services.api.secrets.AWS_SESSION_TOKEN: `AWS_SESSION_TOKEN` belongs to ECS and to the role of the task. → Remove it; what the task may call is written under `policy`.',
    ],
  ],
  [
    'a name in env and in secrets',
    'services: {api: {image: nginx, env: {A: x}, secrets: {A: "ssm:/a"}}}',
    ['5:41 services.api.env.A: `A` is under `secrets` as well. → Keep it under `secrets` alone.'],
  ],
  [
    'a secret that is not declared',
    `secrets: {session: {}}
services: {api: {image: nginx, secrets: {A: secret:sesion, B: secret:nothing}}}`,
    [
      '6:45 services.api.secrets.A: No secret `sesion` is declared. → Did you mean `session`? If not, declare `secrets: {sesion: {}}`.',
      '6:63 services.api.secrets.B: No secret `nothing` is declared. → Declare `secrets: {nothing: {}}`.',
    ],
  ],
  [
    'keys of secrets',
    `secrets: {one: {}, many: {KEY: {}}}
services: {api: {image: nginx, secrets: {A: secret:one.KEY, B: secret:many, C: secret:many.KEZ, D: secret:many.KEY, E: secret:one}}}`,
    [
      '6:45 services.api.secrets.A: The secret `one` has one value and no keys. → Write `secret:one`.',
      '6:64 services.api.secrets.B: The secret `many` has several keys. → Write `secret:many.KEY`.',
      '6:80 services.api.secrets.C: The secret `many` has no key `KEZ`. → Did you mean `KEY`?',
    ],
  ],
  [
    'a smoke test with an undeclared secret',
    'services: {api: {image: nginx, port: 80, routes: [/*], smoke: [{websocket: /, subprotocol: secret:key}]}}',
    ['5:92 services.api.smoke[0].subprotocol: No secret `key` is declared. → Declare `secrets: {key: {}}`.'],
  ],
  [
    'a parameter without its full name',
    'services: {api: {image: nginx, secrets: {A: ssm:URL, B: ssm:/made/elsewhere}}}',
    ['5:45 services.api.secrets.A: `URL` is no full name of a parameter. → Write `ssm:/…/URL`.'],
  ],
  [
    'secrets in the clear',
    'services: {api: {image: nginx, env: {DATABASE_URL: "postgres://app:hunter2@db/app", DB_PASSWORD: hunter2, GITHUB: ghp_0123456789abcdefghijABCDEFGHIJ012345, SESSION_SECRET: 9f86d081884c7d659a2feaa0c55ad015, KEY_ID: AKIAIOSFODNN7EXAMPLE}}}',
    [
      "5:52 services.api.env.DATABASE_URL: `DATABASE_URL` holds an address with a password in it, in the clear. → Write `secrets: {DATABASE_URL: secret:database-url}`, and declare `database-url` under the manifest's `secrets`.",
      "5:98 services.api.env.DB_PASSWORD: `DB_PASSWORD` holds a password, in the clear. → Write `secrets: {DB_PASSWORD: secret:db-password}`, and declare `db-password` under the manifest's `secrets`.",
      "5:115 services.api.env.GITHUB: `GITHUB` holds a GitHub token, in the clear. → Write `secrets: {GITHUB: secret:github}`, and declare `github` under the manifest's `secrets`.",
      "5:173 services.api.env.SESSION_SECRET: `SESSION_SECRET` holds what looks like a secret, in the clear. → Write `secrets: {SESSION_SECRET: secret:session-secret}`, and declare `session-secret` under the manifest's `secrets`.",
      "5:215 services.api.env.KEY_ID: `KEY_ID` holds an AWS access key, in the clear. → Write `secrets: {KEY_ID: secret:key-id}`, and declare `key-id` under the manifest's `secrets`.",
    ],
  ],
  [
    'a private key in the clear',
    `services:
  api:
    image: nginx
    env:
      PEM: |
        -----BEGIN RSA PRIVATE KEY-----
        MIIE`,
    [
      "9:12 services.api.env.PEM: `PEM` holds a private key, in the clear. → Write `secrets: {PEM: secret:pem}`, and declare `pem` under the manifest's `secrets`.",
    ],
  ],
  [
    'a secret as a build argument',
    'services: {api: {build: {args: {NPM_TOKEN: npm_9f86d081884c7d659a2f}}}}',
    [
      '5:44 services.api.build.args.NPM_TOKEN: `NPM_TOKEN` holds what looks like a secret, in the clear. → Every layer of the image would hold it: read it when the task starts, from `secrets`.',
    ],
  ],
  [
    'development addresses',
    `guards: {forbidInEnv: [localhost]}
services: {api: {image: nginx, env: {URL: "http://LOCALHOST:3000"}}}`,
    [
      '6:43 services.api.env.URL: `URL` holds `localhost`, which `guards.forbidInEnv` forbids. → Give it a value for this environment.',
    ],
  ],
  [
    'rules for secrets that contradict',
    `secrets: {a: {generate: {}, prompt: Password}, b: {KEY: {pattern: "("}}}
parameters: {/p: {generate: {}, hash: bcrypt}}`,
    [
      '5:37 secrets.a.prompt: A generated value is never typed, so `prompt` means nothing. → Remove `prompt` or `generate`.',
      '5:67 secrets.b.KEY.pattern: This is no regular expression. → Escape its special characters with a backslash, and use single quotes.',
      '6:39 parameters./p.hash: A generated value is never typed, so `hash` means nothing. → Remove `hash` or `generate`.',
    ],
  ],
  [
    'cron that is none',
    'schedule: [{at: "0 21 * *", count: 0}, {at: "61 * * * *", count: 0}, {at: "0 0 1 * 1", count: 0}]',
    [
      '5:17 schedule[0].at: This has 4 fields, not 5. → Write minute, hour, day of month, month and day of week, such as `0 21 * * *`.',
      '5:45 schedule[1].at: This is no cron expression. → Write minute, hour, day of month, month and day of week, such as `0 21 * * *`.',
      '5:75 schedule[2].at: AWS takes a day of the month or a day of the week, not both. → Write `*` for one of them, and an entry each if both are meant.',
    ],
  ],
  [
    'a time zone that is none',
    'schedule: [{at: "0 21 * * *", timezone: Mars/Base, count: 0}]',
    [
      '5:41 schedule[0].timezone: There is no time zone `Mars/Base`. → Write a name such as Europe/London or UTC.',
    ],
  ],
  [
    'a schedule of an unknown service',
    `services: {api: {image: nginx, port: 80}}
schedule: [{at: "0 21 * * *", count: 0, services: [apj]}]`,
    ['6:52 schedule[0].services[0]: There is no service `apj`. → Did you mean `api`?'],
  ],
  [
    'retention that CloudWatch lacks',
    'logs: {retention: 31d}',
    [
      '5:19 logs.retention: CloudWatch does not keep logs for this long. → Write one of 1d, 3d, 5d, 7d, 14d, 30d, 60d, 90d, 120d, 150d, 180d, 365d, 400d, 545d, 731d, 1096d, 1827d, 2192d, 2557d, 2922d, 3288d, 3653d.',
    ],
  ],
  [
    'a network too big',
    'network: {cidr: 10.0.0.0/8}',
    ['5:17 network.cidr: AWS allows blocks from /16 to /28, not /8. → Write a block such as 10.0.0.0/16.'],
  ],
  [
    'a block that begins inside itself',
    'network: {cidr: 10.0.1.0/16}',
    ['5:17 network.cidr: 10.0.1.0/16 begins inside its block. → Write 10.0.0.0/16.'],
  ],
  [
    'a network too small to cut',
    'network: {cidr: 10.0.0.0/27}',
    [
      '5:17 network.cidr: 10.0.0.0/27 is too small for 4 subnets of /28 or wider. → Write a wider block, such as 10.0.0.0/16.',
    ],
  ],
  [
    'subnets outside, overlapping and too small',
    `network:
  cidr: 10.0.0.0/16
  publicSubnets: [10.0.1.0/24, 10.1.0.0/24]
  privateSubnets: [10.0.0.0/20, 10.0.16.0/20]`,
    [
      '7:32 network.publicSubnets[1]: 10.1.0.0/24 is not inside the VPC, 10.0.0.0/16. → Write a block inside `network.cidr`.',
      '8:20 network.privateSubnets[0]: 10.0.0.0/20 overlaps 10.0.1.0/24. → Write another block.',
    ],
  ],
  [
    'a subnet too small',
    'network: {publicSubnets: [10.0.1.0/29, 10.0.2.0/24]}',
    [
      '5:27 network.publicSubnets[0]: AWS allows blocks from /16 to /28, not /29. → Write a block such as 10.0.0.0/16.',
    ],
  ],
  [
    'subnets for another number of zones',
    'network: {zones: 3, publicSubnets: [10.0.1.0/24, 10.0.2.0/24]}',
    ['5:36 network.publicSubnets: There are 2 publicSubnets for 3 zones. → Write one block for each zone.'],
  ],
  [
    'a load balancer in one zone',
    'network: {zones: 1}',
    [
      '5:18 network.zones: A load balancer needs two zones. → Write 2 or more, or `ingress: none` where no requests come in from outside.',
    ],
  ],
  [
    'a load balancer without public subnets',
    'network: {existing: {vpc: vpc-0abc, privateSubnets: [subnet-0a]}}',
    [
      '5:21 network.existing.publicSubnets: A load balancer needs public subnets in two zones. → Write two or more, or `ingress: none` where no requests come in from outside.',
    ],
  ],
  [
    'tasks without subnets',
    `ingress: none
network: {existing: {vpc: vpc-0abc}}
services: {api: {image: nginx}}`,
    ['6:21 network.existing: There is no subnet for the tasks. → Write `privateSubnets: [subnet-…]`.'],
  ],
  [
    'a domain that AWS would spell otherwise',
    'domain: {name: Shop.example.com, external: true}',
    ['5:16 domain.name: A name is written in lower case, without a final dot. → Write shop.example.com.'],
  ],
  [
    'a domain too long for a certificate',
    `domain: {name: ${'a'.repeat(60)}.example.com, external: true}`,
    [
      '5:16 domain.name: ACM certifies names of 64 characters at most; this one has 72. → Choose a shorter name, or bring a `certificate`.',
    ],
  ],
  [
    'a domain where several services listen and none has routes',
    `domain: {name: shop.example.com, external: true}
services: {a: {image: x, port: 80}, b: {image: x, port: 81}}`,
    [
      '5:9 domain: Several services listen and none has `routes`, so that nothing would answer at this name. → Write `routes: [/*]` for one of them.',
    ],
  ],
  [
    'a load balancer of others, in another network',
    `domain: {name: shop.example.com, external: true}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'}`,
    [
      '6:26 loadBalancer.existing: The load balancer of somebody else cannot reach tasks in a network made here. → Write `network.existing` with the VPC that the load balancer is in.',
    ],
  ],
  [
    'every request of those who share a load balancer',
    `network: {existing: {vpc: vpc-0abc, publicSubnets: [subnet-0a, subnet-0b]}}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'}
services: {a: {image: x, port: 80, routes: [/a/*, /*]}}`,
    [
      '7:51 services.a.routes[1]: On the load balancer of somebody else this takes their requests, too. → Write the `domain` whose requests are meant, or narrower `routes`.',
    ],
  ],
  [
    'the same, by the only service that listens',
    `network: {existing: {vpc: vpc-0abc, publicSubnets: [subnet-0a, subnet-0b]}}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'}
services: {a: {image: x, port: 80}}`,
    [
      '7:15 services.a: On the load balancer of somebody else this takes their requests, too. → Write the `domain` whose requests are meant, or narrower `routes`.',
    ],
  ],
  [
    'a public image where nothing but AWS can be reached',
    'network: {nat: none}\nservices: {api: {image: nginx, subnets: private}}',
    [
      '6:25 services.api.image: Without NAT, private tasks cannot pull from a registry outside of ECR in their region. → Copy the image to ECR, write `network.nat: single`, or `subnets: public`.',
    ],
  ],
  [
    'an alarm over no time',
    'alarms: {http5xx: 10/0m}',
    ['5:19 alarms.http5xx: The text "10/0m" does not fit here. → Write a rate such as 10/min or 10/5m.'],
  ],
  [
    'a parameter that is reserved',
    'parameters: {/aws/URL: {}}',
    [
      '5:14 parameters./aws/URL: `/aws/URL` cannot be a name here. → Write a full name such as /sipai-prod/DB_URL: up to 15 parts of letters, digits and _ . -, the first not aws or ssm.',
    ],
  ],
  [
    'routes without a way in, and nothing else',
    `ingress: none
services: {api: {image: nginx, port: 80, routes: [/*]}}`,
    [
      '6:50 services.api.routes: With `ingress: none` no request comes in from outside. → Remove it, or write `ingress: load-balancer`.',
    ],
  ],
  [
    'a network load balancer',
    `network: {existing: {vpc: vpc-0abc, publicSubnets: [subnet-0a, subnet-0b]}}
domain: {name: shop.example.com, external: true}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/shared/50dc6c49'}`,
    [
      '7:26 loadBalancer.existing: The text "arn:aws:elasticloadbalancing:us-east-1:123456789012:load… does not fit here. → Write the ARN of an application load balancer, such as arn:aws:elasticloadbalancing:…:loadbalancer/app/shared/50dc6c49.',
    ],
  ],
]

test.each(refused)('%s', (_what, manifest, expected) => {
  expect(problems(`${head}${manifest}`)).toEqual(expected)
})

const accepted: readonly [what: string, manifest: string][] = [
  [
    'private tasks without a NAT gateway',
    'network: {nat: none}\nservices: {api: {build: {}, subnets: private}}',
  ],
  [
    "private tasks without a NAT gateway, from the region's ECR",
    `network: {nat: none}
services: {api: {image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:1', subnets: private}}`,
  ],
  [
    'part of a load balancer of others',
    `network: {existing: {vpc: vpc-0abc, publicSubnets: [subnet-0a, subnet-0b]}}
loadBalancer: {existing: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/50dc6c49'}
services: {api: {image: x, port: 80, routes: [/v1/*]}}`,
  ],
  [
    'ARM64 on Spot',
    'services: {api: {build: {platforms: [linux/arm64]}, architecture: linux/arm64, capacity: spot}}',
  ],
  ['the largest task there is', 'services: {api: {image: nginx, cpu: 16384, memory: 122880}}'],
  [
    'a narrower pattern beside a wider one',
    'services: {a: {image: x, port: 80, routes: [/*]}, b: {image: x, port: 80, routes: [/v1/*]}}',
  ],
  [
    'a parameter that was made elsewhere',
    'services: {api: {image: nginx, secrets: {URL: ssm:/made/elsewhere}}}',
  ],
  ['one zone without a load balancer', 'ingress: none\nnetwork: {zones: 1}'],
  [
    'values that only sound like secrets',
    `services:
  api:
    image: nginx
    env:
      SESSION_SECRET: shop/prod/session-secret
      STRIPE_SECRET: my-stripe-secret-v2
      S3_KEY: uploads/2024/report.csv
      PUBLIC_KEY: /etc/keys/public-key-2024.pem
      TOKEN_KEY: arn:aws:kms:us-east-1:123456789012:key/1234abcd
      AUTH_TOKEN: "3600"
      REQUIRE_PASSWORD: "true"
      URL: https://example.com:8080/a@b
      AWS_REGION: us-east-1
`,
  ],
]

test.each(accepted)('allowed: %s', (_what, manifest) => {
  expect(resolve(`${head}${manifest}`).project).toBe('shop')
})

test.each(['internal', 'sg'])('a project called %s gives names that AWS keeps to itself', project => {
  expect(problems(`version: 1\nproject: ${project}\nregion: us-east-1\nenvironments: {prod: {}}\n`)).toEqual([
    `2:10 project: Names would begin with \`${project}-\`, which AWS keeps to itself. → Choose another name for the project.`,
  ])
})
