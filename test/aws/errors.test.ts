import { describe, expect, it } from 'vitest'
import { awsName, awsReason, translate, unlessExists, unlessMissing } from '../../src/lib/aws/errors.ts'
import { DeployctlError } from '../../src/lib/errors/index.ts'

const origin = { service: 'ec2', operation: 'DescribeVpcs' }
const named = (name: string, message = 'said so') => Object.assign(new Error(message), { name })

describe('translate', () => {
  it.each([
    ['InvalidVpcID.NotFound', 'missing', 'aws.refused'],
    ['NoSuchEntityException', 'missing', 'aws.refused'],
    ['ResourceNotFoundException', 'missing', 'aws.refused'],
    ['LoadBalancerNotFound', 'missing', 'aws.refused'],
    ['Gateway.NotAttached', 'missing', 'aws.refused'],
    ['EntityAlreadyExistsException', 'exists', 'aws.refused'],
    ['InvalidPermission.Duplicate', 'exists', 'aws.refused'],
    ['DependencyViolation', 'in-use', 'aws.refused'],
    ['ResourceInUseException', 'in-use', 'aws.refused'],
    ['DeleteConflictException', 'in-use', 'aws.refused'],
    ['ThrottlingException', 'throttled', 'aws.refused'],
    ['RequestLimitExceeded', 'throttled', 'aws.refused'],
    ['ConcurrentUpdateException', 'contended', 'aws.refused'],
    ['AccessDeniedException', 'denied', 'aws.denied'],
    ['UnauthorizedOperation', 'denied', 'aws.denied'],
    ['403', 'denied', 'aws.denied'],
    ['ExpiredTokenException', 'expired', 'aws.expired-credentials'],
    ['InvalidAccessKeyId', 'expired', 'aws.expired-credentials'],
    ['AuthFailure', 'expired', 'aws.expired-credentials'],
    ['SignatureDoesNotMatch', 'expired', 'aws.expired-credentials'],
    ['CredentialsProviderError', 'no-credentials', 'aws.no-credentials'],
    ['PreconditionFailed', 'precondition', 'aws.refused'],
    ['TimeoutError', 'unavailable', 'aws.unreachable'],
    ['InternalServiceException', 'unavailable', 'aws.unreachable'],
    ['InternalServiceError', 'unavailable', 'aws.unreachable'],
    ['ValidationError', 'invalid', 'aws.refused'],
    ['ClientException', 'invalid', 'aws.refused'],
    ['SomethingNew', 'unknown', 'aws.refused'],
  ])('knows %s as %s', (name, reason, code) => {
    const error = translate(named(name), origin)
    expect([awsReason(error), awsName(error), error.code]).toEqual([reason, name, code])
    expect(error.message).toBe(`ec2:DescribeVpcs failed: ${name}: said so`)
  })

  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN'])(
    'reads the telling name of network errors, which are plain errors with a code such as %s',
    code => {
      for (const plain of [new Error('connect'), new AggregateError([new Error('connect')])]) {
        const error = translate(Object.assign(plain, { code }), origin)
        expect([awsReason(error), error.code]).toEqual(['unavailable', 'aws.unreachable'])
      }
    },
  )

  it('knows two registrations that met, for which ECS has no name', () => {
    const met = 'Too many concurrent attempts to create a new revision of the specified family.'
    expect(awsReason(translate(named('ClientException', met), origin))).toBe('contended')
  })

  it('calls everything an interruption once the signal is aborted', () => {
    const error = translate(named('AbortError'), { ...origin, signal: AbortSignal.abort() })
    expect([awsReason(error), error.code, error.exitCode]).toEqual(['aborted', 'run.interrupted', 130])
  })

  it('tells the deadline as what it is', () => {
    const passed = new DeployctlError('run.deadline', { message: 'The deadline of 9 s passed.' })
    const error = translate(named('AbortError'), { ...origin, signal: AbortSignal.abort(passed) })
    expect([awsReason(error), error.code, error.exitCode]).toEqual(['aborted', 'run.deadline', 6])
  })

  it('leaves alone what was translated before', () => {
    const error = translate(named('AccessDenied'), origin)
    expect(translate(error, origin)).toBe(error)
  })
})

describe('what may be', () => {
  const refused = (name: string) => Promise.reject(translate(named(name), origin))

  it('is undefined where it is missing, or stands already', async () => {
    expect(await unlessMissing(refused('NoSuchBucket'))).toBeUndefined()
    expect(await unlessExists(refused('BucketAlreadyOwnedByYou'))).toBeUndefined()
    expect(await unlessMissing(Promise.resolve(1))).toBe(1)
  })

  it('still fails otherwise', async () => {
    await expect(unlessMissing(refused('AccessDenied'))).rejects.toMatchObject({ code: 'aws.denied' })
    await expect(unlessExists(refused('NoSuchBucket'))).rejects.toMatchObject({ code: 'aws.refused' })
  })
})
