import { expect, test } from 'vitest'
import { functionRoles, trustLambda } from '../../../src/lib/resources/roles/function-roles.ts'
import { manifestOf } from '../manifest.ts'

const place = { account: '123456789012', region: 'eu-west-1' }
const roles = (api: object) =>
  functionRoles(
    manifestOf({
      ingress: 'none',
      secrets: { keys: {} },
      functions: { api: { zip: { directory: '.' }, ...api }, mailer: { zip: { directory: '.' } } },
    }),
  )
const statements = (api: object) => roles(api)['function-api']!.statements(place)
const writing = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: ['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop-prod-api:log-stream:*'],
}

test('each function has a role that Lambda alone may take, and that writes its own log', () => {
  const both = roles({})
  expect(Object.keys(both)).toEqual(['function-api', 'function-mailer'])
  expect(both['function-api']!.trust(place)).toEqual(trustLambda())
  expect(statements({})).toEqual([writing])
})

test('it may do what the manifest says, and nothing else', () => {
  const policy = [{ actions: ['polly:SynthesizeSpeech'], resources: ['*'] }]
  const access = { 'secrets.keys': 'read', 'functions.mailer': 'write' }
  expect(statements({ access, policy })).toEqual([
    writing,
    {
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/keys-??????'],
    },
    {
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: [
        'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-mailer',
        'arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-mailer:live',
      ],
    },
    { Effect: 'Allow', Action: ['polly:SynthesizeSpeech'], Resource: ['*'] },
  ])
})

test('only one that is placed in the network may make interfaces', () => {
  const actions = statements({ network: 'private' }).flatMap(({ Action }) => Action)
  expect(actions).toContain('ec2:CreateNetworkInterface')
})
