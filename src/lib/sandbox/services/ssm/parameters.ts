import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { checkTen, invalid, lookUp, parameterArn, shown } from './records.ts'
import { type ParameterRecord, parameters, type SsmOperations } from './tables.ts'

const standardLimit = 4096
const advancedLimit = 8192
const keptVersions = 100

export const parameterOperations = {
  PutParameter(input, call) {
    const { Name, Overwrite = false, Tags = [] } = input
    checkName(Name)
    const existing = call.table(parameters).get(Name)
    if (Overwrite && Tags.length > 0) {
      throw invalid(
        `Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.`,
      )
    }
    if (existing && !Overwrite) {
      throw awsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      )
    }
    const version = nextVersion(input, existing, call)
    call.table(parameters).put(Name, {
      Name,
      ARN: parameterArn(call, Name),
      versions: [...(existing?.versions ?? []), version].slice(-keptVersions),
      Tags: existing?.Tags ?? withTags([], Tags),
    })
    return { Version: version.Version, Tier: version.Tier }
  },

  GetParameter({ Name, WithDecryption }, call) {
    const found = lookUp(call, Name)
    if (found) return { Parameter: { ...shown(found, WithDecryption), ...selectorOf(Name) } }
    const [name = '', version] = Name.split(':')
    if (version && !Name.startsWith('arn:') && call.table(parameters).has(name)) {
      throw awsError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${version} of ${name}.`,
      )
    }
    throw parameterNotFound()
  },

  GetParameters({ Names, WithDecryption }, call) {
    checkTen(Names)
    const found = Names.map(name => [name, lookUp(call, name)] as const)
    return {
      Parameters: found.flatMap(([name, one]) =>
        one ? { ...shown(one, WithDecryption), ...selectorOf(name) } : [],
      ),
      InvalidParameters: found.flatMap(([name, one]) => (one ? [] : name)),
    }
  },

  GetParametersByPath({ Path, Recursive = false, WithDecryption, MaxResults = 10, NextToken }, call) {
    if (!Path.startsWith('/')) throw invalid(`The parameter path must begin with a forward slash "/".`)
    const prefix = Path.endsWith('/') ? Path : `${Path}/`
    const found = call
      .table(parameters)
      .filter(
        ({ Name }) => Name.startsWith(prefix) && (Recursive || !Name.slice(prefix.length).includes('/')),
      )
    const { items, next } = page(found, NextToken, MaxResults)
    const Parameters = items.map(one => shown([one, one.versions.at(-1)!], WithDecryption))
    return { Parameters, NextToken: next }
  },

  GetParameterHistory({ Name, WithDecryption, MaxResults = 50, NextToken }, call) {
    const parameter = call.table(parameters).get(Name)
    if (!parameter) throw parameterNotFound()
    const { items, next } = page(parameter.versions, NextToken, MaxResults)
    const Parameters = items.map(version => ({
      ...version,
      Name,
      Value: shown([parameter, version], WithDecryption).Value,
    }))
    return { Parameters, NextToken: next }
  },

  DeleteParameter({ Name }, call) {
    if (!call.table(parameters).delete(Name)) throw parameterNotFound()
    return {}
  },

  DeleteParameters({ Names }, call) {
    checkTen(Names)
    const DeletedParameters = Names.filter(name => call.table(parameters).delete(name))
    return { DeletedParameters, InvalidParameters: Names.filter(name => !DeletedParameters.includes(name)) }
  },
} satisfies SsmOperations

/** AWS's own error has no message here. */
function parameterNotFound() {
  return awsError('ParameterNotFound', '')
}

function selectorOf(name: string): { Selector?: string } {
  const selector = name.startsWith('arn:') ? undefined : name.match(/:.+$/)?.[0]
  return selector === undefined ? {} : { Selector: selector }
}

type Put = Parameters<NonNullable<SsmOperations['PutParameter']>>[0]

function nextVersion(input: Put, existing: ParameterRecord | undefined, call: Call) {
  const last = existing?.versions.at(-1)
  const Type = input.Type ?? last?.Type
  if (!Type) throw invalid('A parameter type is required when you create a parameter.')
  if (!['String', 'StringList', 'SecureString'].includes(Type)) {
    throw awsError('UnsupportedParameterType', `The parameter type ${Type} is not supported.`)
  }
  const Tier = tierOf(input)
  checkValue(input, Tier)
  return {
    Version: (last?.Version ?? 0) + 1,
    Value: input.Value,
    Type,
    KeyId: Type === 'SecureString' ? (input.KeyId ?? 'alias/aws/ssm') : undefined,
    Description: input.Description ?? last?.Description,
    AllowedPattern: input.AllowedPattern,
    Tier,
    DataType: input.DataType ?? 'text',
    LastModifiedDate: call.date,
    LastModifiedUser: call.principal.arn,
  }
}

function tierOf({ Tier = 'Standard', Value }: Put): 'Standard' | 'Advanced' {
  if (Tier === 'Intelligent-Tiering') return Value.length > standardLimit ? 'Advanced' : 'Standard'
  return Tier
}

function checkValue({ Value, AllowedPattern }: Put, tier: 'Standard' | 'Advanced'): void {
  if (Value === '') {
    throw invalid(
      `1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    )
  }
  if (tier === 'Standard' && Value.length > standardLimit) {
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${standardLimit} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`,
    )
  }
  if (Value.length > advancedLimit) {
    throw invalid(
      `Advanced tier parameters support a maximum parameter value of ${advancedLimit} characters.`,
    )
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(Value)) {
    throw awsError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${AllowedPattern}`,
    )
  }
}

function checkName(name: string): void {
  if (!/^[\w.\-/]{1,2048}$/.test(name)) {
    throw invalid(
      'Parameter name must only use a mix of letters, numbers and the following 4 symbols .-_/: a forward slash cannot be used unless the name is a path.',
    )
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`)
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw invalid('Parameter name must be a fully qualified name.')
  }
  if (name.split('/').length > 16) {
    throw awsError(
      'HierarchyLevelLimitExceededException',
      'Parameter name hierarchies can have a maximum of fifteen levels.',
    )
  }
}
