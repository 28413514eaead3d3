import { arnOf, type Place } from './arn.ts'

export interface Statement {
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: object
}

export function allow(
  actions: readonly string[],
  resources: readonly string[],
  Condition?: object,
): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(Condition && { Condition }) }
}

/** The policy document of these statements; undefined where there are none, since IAM refuses an empty one. */
export function policyDocument(statements: readonly Statement[]): object | undefined {
  return statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : undefined
}

/**
 * A trust policy: only this service, for what it runs in this account, may take the role.
 * @param service such as `ecs-tasks.amazonaws.com`
 * @param source the service's own name in ARNs, where its requests name what they come from: `ecs`
 */
export function trustIn(service: string, place: Place, source?: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': place.account },
          ...(source && { ArnLike: { 'aws:SourceArn': arnOf(place, source, '*') } }),
        },
      },
    ],
  }
}

/** Reads a secret of Secrets Manager by its name. */
export function secretArnPattern(place: Place, name: string): string {
  // Secrets Manager puts a hyphen and six characters behind a name; so many question marks match no other name,
  // and match the secret again after it was deleted and made anew.
  return arnOf(place, 'secretsmanager', `secret:${name}-??????`)
}
