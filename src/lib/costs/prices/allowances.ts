import type { PriceKey } from './catalogue.ts'

/**
 * What AWS gives every account for free each month, for ever, in the units of the prices. The whole account
 * shares it, so an estimate of one environment shows it apart. https://aws.amazon.com/free/
 */
export const allowances: readonly { readonly keys: readonly PriceKey[]; readonly quantity: number }[] = [
  { keys: ['transfer.out-gb'], quantity: 100 },
  { keys: ['cloudfront.gb'], quantity: 1024 },
  { keys: ['cloudfront.ten-thousand-requests'], quantity: 1000 },
  { keys: ['lambda.million-requests'], quantity: 1 },
  { keys: ['lambda.x86.thousand-gb-seconds', 'lambda.arm64.thousand-gb-seconds'], quantity: 400 },
  { keys: ['dynamodb.gb-month'], quantity: 25 },
  { keys: ['cognito.user'], quantity: 10_000 },
  { keys: ['logs.ingested-gb'], quantity: 5 },
  { keys: ['cloudwatch.metric'], quantity: 10 },
  { keys: ['cloudwatch.alarm'], quantity: 10 },
  { keys: ['cloudwatch.dashboard'], quantity: 3 },
  { keys: ['scheduler.million-invocations'], quantity: 14 },
  { keys: ['sqs.million-requests'], quantity: 1 },
]
