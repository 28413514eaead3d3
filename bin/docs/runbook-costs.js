// What the five runbooks say that they cost, and why deployctl comes to something else.
// `lines` finds the lines of an estimate that a row of a runbook means, by subject and by what is billed.

const fargate = /^Fargate/
const rest = { transferGb: 10 }

export const runbookCosts = [
  {
    title: 'web-app (Tria)',
    manifest: 'templates/web-app/deployctl.yml',
    environment: 'production',
    about:
      'The runbook’s table is of two tasks and two NAT gateways, and of 10 GB sent, 5 GB of logs and 1 GB of images.',
    usage: { ...rest, logsGb: 5, imageGb: 1 },
    total: '$124',
    rows: [
      {
        name: 'ECS Fargate, 2 tasks',
        says: '$30',
        lines: { subject: /^services\./, what: fargate },
        why: 'All day, two tasks of half a vCPU and 1 GB are 730 vCPU-hours at $0.04048 and 1,460 GB-hours at $0.004445. The schedule of the manifest runs fewer at night.',
      },
      {
        name: 'RDS PostgreSQL',
        says: '$0, first year',
        lines: { subject: /^databases\./ },
        why: 'The free tier ends, and accounts opened since July 2025 have credits instead. The table names the instance; its 20 GB are billed, too.',
      },
      {
        name: 'ElastiCache Redis',
        says: '$0, first year',
        lines: { subject: /^caches\./ },
        why: 'As above.',
      },
      {
        name: 'Application load balancer',
        says: '$20',
        lines: { subject: /^loadBalancer$/ },
        why: 'The hours are $16.43 and the requests cents. Since February 2024 AWS bills every public IPv4 address at $3.65 a month, and a load balancer has one in each zone.',
      },
      { name: 'Data transfer, 10 GB', says: '$1', lines: { what: /^Data sent/ }, why: 'The same.' },
      {
        name: 'CloudWatch Logs, 5 GB',
        says: '$3',
        lines: { subject: /^logs$/ },
        why: 'The same: $0.50 a GB as it comes, and cents to keep it.',
      },
      { name: 'ECR, 1 GB', says: '$0.10', lines: { what: /^ECR/ }, why: 'The same.' },
      {
        name: 'NAT gateway, 2',
        says: '$70',
        lines: { subject: /^network\.nat$/ },
        why: 'The gateways are $65.70; their public addresses and the data that goes through are besides.',
      },
    ],
    steps: {
      about:
        'The runbook then takes $35, $20 and $15 off, each as if it were the only one. Priced one upon the other, right-sizing finds little left of what Spot has made cheap:',
      ids: ['single-nat', 'spot', 'smallest'],
      says: ['−$35, $89', '−$20, $69', '−$15, $54'],
    },
  },
  {
    title: 'microservices (Aiponge), production',
    manifest: 'templates/microservices/deployctl.yml',
    environment: 'production',
    about: 'For 10,000 users, with 10 GB of logs, 5 GB of images and 50 GB sent.',
    usage: { logsGb: 10, imageGb: 0.625, transferGb: 50 },
    total: '$320',
    rows: [
      {
        name: 'ECS Fargate, 8 services',
        says: '$120',
        lines: { subject: /^services\./, what: fargate },
        why: 'Eight tasks at full price would be $144. The runbook’s own autoscaling begins at two tasks a service, and its capacity providers put what is beyond the first of each on Spot, four in five.',
      },
      {
        name: 'RDS PostgreSQL, Multi-AZ',
        says: '$100',
        lines: { subject: /^databases\./, what: /^RDS db/ },
        why: 'The same: two of $0.072 an hour.',
      },
      {
        name: 'ElastiCache Redis',
        says: '$50',
        lines: { subject: /^caches\./ },
        why: 'The same.',
      },
      {
        name: 'Application load balancer',
        says: '$25',
        lines: { subject: /^loadBalancer$/ },
        why: 'The same, with its two public addresses.',
      },
      {
        name: 'ECR, 5 GB',
        says: '$5',
        lines: { what: /^ECR/ },
        why: 'Ten times too much: a GB is $0.10.',
      },
      {
        name: 'CloudWatch Logs, 10 GB',
        says: '$5',
        lines: { subject: /^logs$/ },
        why: 'The same.',
      },
      {
        name: 'Data transfer, 50 GB',
        says: '$15',
        lines: { what: /^Data sent/ },
        why: 'A GB is $0.09. The rest may be CloudFront, which the table does not name; it is below.',
      },
    ],
    forgotten:
      'The rest is what the table forgets: the NAT gateway, storage and proxy of the database, the bucket and its CDN, and the metrics of Container Insights, which the runbook turns on and which cost $0.30 each.',
  },
  {
    title: 'microservices (Aiponge), development',
    manifest: 'templates/microservices/deployctl.yml',
    environment: 'development',
    about: 'Below 10 GB stored and 50 GB sent by CloudFront.',
    usage: { logsGb: 1, imageGb: 0.625, transferGb: 5, requests: 100_000, natGb: 5 },
    total: '$43',
    rows: [
      {
        name: 'ECS Fargate, 0.25 vCPU, 0.5 GB',
        says: '$10',
        lines: { subject: /^services\./, what: fargate },
        why: '$9.01 is one task; there are eight services. The template runs them on Spot.',
      },
      {
        name: 'RDS db.t3.micro',
        says: '$15',
        lines: { subject: /^databases\./ },
        why: 'The same, with 20 GB of storage.',
      },
      { name: 'ElastiCache cache.t3.micro', says: '$12', lines: { subject: /^caches\./ }, why: 'The same.' },
      {
        name: 'S3, below 10 GB',
        says: '$1',
        lines: { subject: /^buckets\./, what: /^S3/ },
        why: 'A GB is $0.023.',
      },
      {
        name: 'CloudFront, below 50 GB',
        says: '$5',
        lines: { what: /^CloudFront/ },
        why: 'The same. The first 1,024 GB of an account are free.',
      },
    ],
    forgotten:
      'A system that is reached has a load balancer, and one whose tasks reach out has a NAT gateway: the table has neither. Both are among what can be saved: `deployctl cost development`.',
  },
  {
    title: 'on-demand (AIPA)',
    manifest: 'templates/on-demand/deployctl.yml',
    environment: 'production',
    about:
      'In Sydney, in use for two to three hours a day; deployctl counts with 2.5. “All day” compares with $16 to $23 in the runbook. A million requests, 5 GB on EFS, 10 GB in each bucket, half a GB of logs.',
    usage: { requests: 1_000_000, transferGb: 1, logsGb: 0.5, fileGb: 5 },
    total: '$4 to $9',
    rows: [
      {
        name: 'ECS Fargate Spot, ARM64',
        says: '$1 to $4',
        lines: { subject: /^services\./, what: fargate },
        why: 'Spot at 70 % off, for 2.5 hours a day.',
      },
      {
        name: 'API Gateway',
        says: '$1 to $2',
        lines: { subject: /^httpApi$/ },
        why: 'An HTTP API is $1.29 a million in Sydney. One person sends far fewer.',
      },
      {
        name: 'Lambda, wake and idle check',
        says: '$0.02',
        lines: { subject: /^onDemand$/ },
        why: 'The same: a look every 15 minutes. It is within the free allowance.',
      },
      { name: 'EFS', says: '$1 to $2', lines: { subject: /^filesystems\./ }, why: 'The same: $0.36 a GB.' },
      { name: 'S3', says: '$0.50', lines: { subject: /^buckets\./ }, why: 'The same.' },
      { name: 'CloudWatch, 7 days', says: '$0.50', lines: { subject: /^logs$/ }, why: 'The same.' },
      {
        name: 'Secrets Manager, 1 secret',
        says: '$0.50',
        lines: { subject: /^secrets$/ },
        why: 'A secret is $0.40. There are two: the keys of the application, and the token that stops it by a request.',
      },
    ],
    forgotten:
      'The runbook predates two charges that remain: the public address of the task while it runs, and the private zone by which the VPC link finds it. Container Insights is on unless the manifest says `cluster: {containerInsights: false}`.',
  },
  {
    title: 'serverless-worker (Yoto)',
    manifest: 'templates/serverless-worker/deployctl.yml',
    environment: 'prod',
    about:
      'One home: half a million calls of the API, a table of a GB, 10 GB of audio, 5 GB through CloudFront.',
    usage: {
      requests: 500_000,
      functionCalls: 500_000,
      transferGb: 5,
      logsGb: 0.5,
      tableReads: 1_000_000,
      tableWrites: 500_000,
      cdnGb: 5,
      cdnRequests: 100_000,
      users: 10,
    },
    total: '$8.50',
    rows: [
      { name: 'API Gateway', says: '$0.50', lines: { subject: /^httpApi$/ }, why: 'The same.' },
      {
        name: 'Lambda',
        says: '$0',
        lines: { subject: /^functions\./ },
        why: 'It is within the free allowance of a million calls and 400,000 GB-seconds, which deployctl shows apart: the whole account shares it.',
      },
      {
        name: 'DynamoDB',
        says: '$1',
        lines: { subject: /^tables\./ },
        why: 'Requests cost half of what they did, since November 2024. Of storage, 25 GB are free.',
      },
      {
        name: 'S3 and CloudFront',
        says: '$1.50',
        lines: { subject: /^buckets\./ },
        why: 'About the same, before the free allowance of CloudFront.',
      },
      {
        name: 'ECS Fargate Spot',
        says: '$3',
        lines: { subject: /^services\./, what: fargate },
        why: 'The same: $9.01, at 70 % off.',
      },
      {
        name: 'Amazon Polly',
        says: '$2',
        lines: { subject: /^polly$/ },
        why: 'Not counted: what an application calls by its `policy` is in no manifest.',
      },
      { name: 'CloudWatch Logs', says: '$0.50', lines: { subject: /^logs$/ }, why: 'Half a GB of lines.' },
    ],
    forgotten:
      'A task that reaches the internet without NAT has a public address, and since February 2024 that costs more than the task itself. Container Insights is on unless the manifest says `cluster: {containerInsights: false}`.',
  },
  {
    title: 'realtime (SIP voice agents)',
    manifest: 'templates/realtime/deployctl.yml',
    environment: 'prod',
    about: 'The runbook names what costs, and no amounts.',
    usage: {},
    total: '',
    rows: [
      {
        name: 'Fargate task hours',
        says: '',
        lines: { subject: /^services\./, what: fargate },
        why: 'Two tasks each of three services at half a vCPU and one at a quarter; at most eight each.',
      },
      {
        name: 'NAT gateways',
        says: '',
        lines: { subject: /^network\.nat$/ },
        why: 'One in each zone, as the runbook has it; `nat: single` halves it.',
      },
      {
        name: 'ALB hours and LCU',
        says: '',
        lines: { subject: /^loadBalancer$/ },
        why: 'With its two public addresses.',
      },
      {
        name: 'Redis and Postgres, if managed',
        says: '',
        lines: { subject: /^(databases|caches)\./ },
        why: 'They stand elsewhere, and are in no manifest.',
      },
      {
        name: 'CloudWatch Logs',
        says: '',
        lines: { subject: /^logs$/ },
        why: 'To keep them for a shorter time saves cents: what costs is that they come.',
      },
    ],
  },
]
