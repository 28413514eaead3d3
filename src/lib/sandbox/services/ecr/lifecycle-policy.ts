import type { AwsError } from '../../aws-error.ts'
import { invalidParameter } from './lookup.ts'

interface Rule {
  readonly rulePriority?: unknown
  readonly selection?: {
    readonly tagStatus?: unknown
    readonly tagPrefixList?: unknown
    readonly tagPatternList?: unknown
    readonly countType?: unknown
    readonly countUnit?: unknown
    readonly countNumber?: unknown
  }
  readonly action?: { readonly type?: unknown }
}

/**
 * Checks a lifecycle policy: one action, priorities that differ, and an `any` rule behind all others.
 *
 * @throws AwsError InvalidParameterException
 */
export function checkLifecyclePolicy(text: string): void {
  const rules = parse(text)
  for (const rule of rules) checkRule(rule)
  const priorities = rules.map(({ rulePriority }) => Number(rulePriority))
  if (new Set(priorities).size < priorities.length)
    throw failure('rulePriority must be unique across all rules')
  const any = rules.find(({ selection }) => selection?.tagStatus === 'any')
  if (any && Number(any.rulePriority) < Math.max(...priorities)) {
    throw failure('Rule with tagStatus=ANY must have lowest priority')
  }
}

function parse(text: string): Rule[] {
  try {
    const { rules } = JSON.parse(text) as { rules?: unknown }
    if (Array.isArray(rules) && rules.length > 0) return rules as Rule[]
  } catch {
    // Falls through to the same refusal.
  }
  throw failure('string is not a valid lifecycle policy: object has missing required properties (["rules"])')
}

function checkRule({ rulePriority, selection = {}, action }: Rule): void {
  const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = selection
  if (!isPositive(rulePriority)) throw failure('rulePriority must be a positive integer')
  if (!['tagged', 'untagged', 'any'].includes(String(tagStatus)))
    throw failure(`instance value (${tagStatus}) of tagStatus not found in enum`)
  if (tagStatus === 'tagged' && !hasItems(tagPrefixList) && !hasItems(tagPatternList)) {
    throw failure('tagPrefixList or tagPatternList is required when tagStatus is TAGGED')
  }
  if (countType !== 'imageCountMoreThan' && countType !== 'sinceImagePushed') {
    throw failure(`instance value (${countType}) of countType not found in enum`)
  }
  if (countType === 'sinceImagePushed' && countUnit !== 'days')
    throw failure('countUnit is required with sinceImagePushed')
  if (countType === 'imageCountMoreThan' && countUnit !== undefined)
    throw failure('countUnit is not allowed with imageCountMoreThan')
  if (!isPositive(countNumber)) throw failure('countNumber must be a positive integer')
  if (action?.type !== 'expire')
    throw failure(`instance value (${action?.type}) of action type not found in enum`)
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0
}

function hasItems(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0
}

function failure(problem: string): AwsError {
  return invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${problem}`)
}
