import { expect, test } from 'vitest'
import { problems } from './reading.ts'

const refused: readonly [what: string, manifest: string, problems: readonly string[]][] = [
  [
    'nothing but an environment',
    `environments: {prod: {}}
`,
    [
      '1:1 version: `version` is missing. → Write `version: 1`.',
      '1:1 project: `project` is missing. → Write `project: sipai`.',
      '1:1 region: `region` is missing. → Write `region: us-east-1`.',
    ],
  ],
  [
    'everything wrong at once',
    `version: 2
project: Sipai
account: 012345678901
regoin: us-east-1
network: {cidr: 10.0.0.1/16, zones: 9, nat: perzone}
domain: {name: "-", hostedZone: Z1}
ingres: none
services:
  api:
    build: {contxt: .}
    port: "8080"
    cpu: 512x
    memory: 99
    count: {min: 3, max: two}
    capacity: spott
    health: {interval: 30, timeout: 5x}
    env: {DB_PASSWORD: hunter22, N: 5, 1X: a}
    smoke: [{htp: /x}, {http: 5}, {websocket: /x, sendd: x}]
    sticky: yes
    routes: /v1/*
  web:
    image: nginx
    cpu: 300
    count:
    secrets: {A: secret:nope, B: foo, C: secret:k, D: secret:k.X, E: secret:v.X, F: ssm:X}
  Bad_Name: {image: x}
  list: []
secrets:
  k: {KEY: {prompt: a, hash: md5}}
  k2: {promt: a}
  v: {}
alarms: {http5xx: many, notify: [nobody], cpu: 0}
logs: {retention: 31d}
schedule: [{at: "0 0 1 * 1", timezone: Mars, count: -1, services: [apx]}, {at: "61 * * * *", timezone: Mars, count: 0}]
environments:
  prod: {version: 1, services: {api: {nothing: null}}, zones: 3}
`,
    [
      '1:1 region: `region` is missing. → Write `region: us-east-1`.',
      '1:10 version: 2 is none of the values known here. → Write `1`.',
      '2:10 project: The text "Sipai" does not fit here. → Use 1 to 32 lower-case letters, digits and inner hyphens, beginning with a letter.',
      '3:10 account: This must be a text, but it is the number 012345678901. → Quote it: "012345678901".',
      '4:1 regoin: `regoin` is no key of a manifest. → Did you mean `region`?',
      '5:37 network.zones: The number 9 is too big. → Write a number from 1 to 6.',
      '5:45 network.nat: "perzone" is none of the values known here. → Did you mean `per-zone`?',
      '6:16 domain.name: The text "-" does not fit here. → Write a host name such as prod.example.com.',
      '7:1 ingres: `ingres` is no key of a manifest. → Did you mean `ingress`?',
      '10:13 services.api.build.contxt: `contxt` is no key of services.api.build. → Did you mean `context`?',
      '11:11 services.api.port: This must be a whole number, but it is the text "8080". → Write it without quotes: 8080.',
      '12:10 services.api.cpu: This must be a whole number, but it is the text "512x". → Write a value such as `512`.',
      '14:26 services.api.count.max: This must be a whole number, but it is the text "two". → Write a value such as `8`.',
      '15:15 services.api.capacity: "spott" is none of the values known here. → Did you mean `spot`?',
      '16:24 services.api.health.interval: This must be a duration, but it is the number 30. → Write it with a unit: 30s.',
      '16:37 services.api.health.timeout: The text "5x" does not fit here. → Write a duration such as 30s, 15m, 2h or 7d.',
      '17:37 services.api.env.N: This must be a text, but it is a number. → Quote it.',
      '17:40 services.api.env.1X: `1X` cannot be a name here. → Use letters, digits and underscores.',
      '18:13 services.api.smoke[0].http: `http` is missing. → Write `http: /health`.',
      '18:14 services.api.smoke[0].htp: `htp` is no key of services.api.smoke[0]. → Did you mean `http`?',
      '18:31 services.api.smoke[1].http: This must be a text, but it is the number 5. → Write a value such as `/health`.',
      '18:51 services.api.smoke[2].sendd: `sendd` is no key of services.api.smoke[2]. → Did you mean `send`?',
      '19:13 services.api.sticky: This must be true or false, but it is the text "yes". → Write true.',
      '20:13 services.api.routes: This must be a list, but it is the text "/v1/*". → Write a value such as `[/v1/*]`.',
      '24:5 services.web.count: `count` is empty. → Give it a value, or remove the key.',
      '25:34 services.web.secrets.B: A text does not fit here. → Write ssm:NAME, secret:NAME, secret:NAME.KEY, or an output such as ${databases.main.url}.',
      '26:3 services.Bad_Name: `Bad_Name` cannot be a name here. → Use 1 to 32 lower-case letters, digits and inner hyphens, beginning with a letter.',
      '27:9 services.list: This must be a map, but it is a list. → Write a map: keys and values, indented below the key.',
      '29:30 secrets.k.KEY.hash: This is none of the values known here. → Write `bcrypt`.',
      '30:8 secrets.k2.promt: `promt` is no key of secrets.k2. → Did you mean `prompt`?',
      '32:19 alarms.http5xx: The text "many" does not fit here. → Write a rate such as 10/min or 10/5m.',
      '32:34 alarms.notify[0]: The text "nobody" does not fit here. → Write an e-mail address such as ops@example.com.',
      '32:48 alarms.cpu: The number 0 is too small. → Write a number from 1 to 100.',
      '33:19 logs.retention: CloudWatch does not keep logs for this long. → Write one of 1d, 3d, 5d, 7d, 14d, 30d, 60d, 90d, 120d, 150d, 180d, 365d, 400d, 545d, 731d, 1096d, 1827d, 2192d, 2557d, 2922d, 3288d, 3653d.',
      '34:53 schedule[0].count: The number -1 is too small. → Write 0 or more.',
      '36:10 environments.prod.version: An overlay cannot change `version`. → Write it at the top only.',
      '36:39 environments.prod.services.api.nothing: There is nothing here that null could remove. → Remove the key, or give it a value.',
      '36:56 environments.prod.zones: `zones` is no key of a manifest. → Known here: version, project, account, region, network, domain, ingress, loadBalancer, httpApi, discovery, cluster, serviceDefaults, services, secrets, parameters, databases, caches, buckets, filesystems, tables, userPools, functions, jobs, onDemand, schedule, alarms, dashboard, logs, github, guards, releases, protected, environments.',
    ],
  ],
  [
    'a slip in one service and a rule broken in another',
    `version: 1
project: shop
region: us-east-1
services:
  api: {image: nginx, port: eighty}
  web: {image: nginx, cpu: 300}
environments: {prod: {}}
`,
    [
      '5:29 services.api.port: This must be a whole number, but it is the text "eighty". → Write a value such as `8080`.',
      '6:28 services.web.cpu: Fargate has no 300 CPU units. → Write one of 256, 512, 1024, 2048, 4096, 8192, 16384.',
    ],
  ],
  [
    'values of the wrong kind',
    `version: 1
project: [shop]
region: true
protected: "on"
services: [api]
logs: {retention: 30}
releases: {keep: 2.5}
network: {zones: two}
environments: {prod: {}}
`,
    [
      '2:10 project: This must be a text, but it is a list. → Write a value such as `sipai`.',
      '3:9 region: This must be a text, but it is the boolean true. → Write a value such as `us-east-1`.',
      '4:12 protected: This must be true or false, but it is the text "on". → Write true.',
      '5:11 services: This must be a map, but it is a list. → Write a value such as `{api: {build: {context: .}, port: 8080, routes: [/*]}}`.',
      '6:19 logs.retention: This must be a duration, but it is the number 30. → Write it with a unit: 30s.',
      '7:18 releases.keep: This must be a whole number, but it is the number 2.5. → Write a value such as `20`.',
      '8:18 network.zones: This must be a whole number, but it is the text "two". → Write a value such as `2`.',
    ],
  ],
  [
    'values that may be secrets are not repeated',
    `version: 1
project: shop
region: us-east-1
services: {api: {image: nginx, env: {PIN: 271828}, build: {args: {KEY: true}}, secrets: {A: hunter2}}}
parameters: {/p: hunter2}
environments: {prod: {}}
`,
    [
      '4:43 services.api.env.PIN: This must be a text, but it is a number. → Quote it.',
      '4:72 services.api.build.args.KEY: This must be a text, but it is a boolean. → Quote it.',
      '4:93 services.api.secrets.A: A text does not fit here. → Write ssm:NAME, secret:NAME, secret:NAME.KEY, or an output such as ${databases.main.url}.',
      '5:18 parameters./p: This must be a map of plain, prompt, hash, generate, pattern, optional, immutable, but it is a text. → Write a value such as `{}`.',
    ],
  ],
  [
    'unions: the alternative that was meant',
    `version: 1
project: shop
region: us-east-1
services:
  api:
    image: nginx
    count: {min: 1, max: 2, cpus: 70}
    capacity: {ondemand: {}}
    smoke: [{http: /, expects: 200}, {websocket: voice}, {url: /}]
  web: {image: nginx, count: "2", capacity: [spot]}
secrets: {a: {generate: {byte: 3}}, b: {KEY: {optional: maybe}}, c: text}
alarms: {http5xx: [10]}
environments: {prod: {}}
`,
    [
      '7:29 services.api.count.cpus: `cpus` is no key of services.api.count. → Did you mean `cpu`?',
      '8:16 services.api.capacity.ondemand: `ondemand` is no key of services.api.capacity. → Did you mean `onDemand`?',
      '9:23 services.api.smoke[0].expects: `expects` is no key of services.api.smoke[0]. → Did you mean `expect`?',
      '9:50 services.api.smoke[1].websocket: The text "voice" does not fit here. → Write a path that begins with /, such as /health.',
      '9:58 services.api.smoke[2].http: `http` is missing. → Write `http: /health`.',
      '9:59 services.api.smoke[2].url: `url` is no key of services.api.smoke[2]. → Known here: http, expect, contains, timeout, websocket, subprotocol, send.',
      '10:30 services.web.count: This must be a whole number, or a map of min, max, cpu, memory, scaleOutCooldown, scaleInCooldown, but it is the text "2". → Write it without quotes: 2.',
      '10:45 services.web.capacity: This must be on-demand, or spot, or a map of onDemand, spot, but it is a list. → Write a value such as `spot`.',
      '11:26 secrets.a.generate.byte: `byte` is no key of secrets.a.generate. → Did you mean `bytes`?',
      '11:57 secrets.b.KEY.optional: This must be true or false, but it is a text. → Write a value such as `false`.',
      '11:69 secrets.c: This must be a map of prompt, hash, generate, pattern, optional, immutable, but it is a text. → Write a value such as `{}`.',
      '12:19 alarms.http5xx: This must be a number, or a rate, or a share, but it is a list. → Write a value such as `10/min`.',
    ],
  ],
  [
    'names that cannot be',
    `version: 1
project: shop
region: us-east-1
services: {API: {image: nginx}}
parameters: {db: {}}
secrets: {a: {"not a name": {}}}
environments: {prod: {}}
`,
    [
      '4:12 services.API: `API` cannot be a name here. → Use 1 to 32 lower-case letters, digits and inner hyphens, beginning with a letter.',
      '5:14 parameters.db: `db` cannot be a name here. → Write a full name such as /sipai-prod/DB_URL: up to 15 parts of letters, digits and _ . -, the first not aws or ssm.',
      '6:15 secrets.a["not a name"]: `not a name` cannot be a name here. → Use letters, digits and underscores.',
    ],
  ],
  [
    'a name too long for AWS',
    `version: 1
project: a-project-with-a-rather-long-name
region: us-east-1
environments: {prod: {}}
`,
    [
      '2:10 project: The text "a-project-with-a-rather-long-name" does not fit here. → Use 1 to 32 lower-case letters, digits and inner hyphens, beginning with a letter.',
    ],
  ],
  [
    'a prefix too long for AWS',
    `version: 1
project: a-project-with-a-rather-long
region: us-east-1
environments: {prod: {}}
`,
    [
      '2:10 project: `a-project-with-a-rather-long-prod`, with which names begin, has 33 characters; AWS allows 32. → Shorten the name of the project or of the environment.',
    ],
  ],
]

test.each(refused)('%s', (_what, manifest, expected) => {
  expect(problems(manifest)).toEqual(expected)
})
