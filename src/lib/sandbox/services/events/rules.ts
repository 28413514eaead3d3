import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { emit } from './delivery.ts'
import { isPattern } from './patterns.ts'
import { type EventsOperations, type RuleRecord, rules } from './tables.ts'

const targetsPerRule = 5

export const ruleOperations = {
  /** Makes a rule, or takes the place of what was said of it; its targets and tags stay. */
  PutRule(
    { Name, EventPattern, ScheduleExpression, State = 'ENABLED', Description, RoleArn, Tags, EventBusName },
    call,
  ) {
    checkBus(EventBusName)
    if (!/^[\w.-]{1,64}$/.test(Name)) {
      throw invalid(
        `1 validation error detected: Value '${Name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      )
    }
    if (!EventPattern && !ScheduleExpression) {
      throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.')
    }
    if (ScheduleExpression) {
      throw awsError('NotImplemented', 'The sandbox runs no scheduled rules: use Scheduler.', 501)
    }
    if (!isPattern(parsed(EventPattern!))) {
      throw awsError(
        'InvalidEventPatternException',
        'Event pattern is not valid. Reason: Filter is not an object',
      )
    }
    const before = call.table(rules).get(Name)
    const arn = call.arn(`rule/${Name}`, 'events')
    call.table(rules).put(Name, {
      name: Name,
      arn,
      description: Description,
      pattern: EventPattern,
      state: State,
      roleArn: RoleArn,
      targets: before?.targets ?? [],
      tags: before?.tags ?? withTags([], Tags),
    })
    return { RuleArn: arn }
  },

  DescribeRule({ Name, EventBusName }, call) {
    checkBus(EventBusName)
    return shown(find(call, Name))
  },

  ListRules({ NamePrefix = '', EventBusName, Limit = 100, NextToken }, call) {
    checkBus(EventBusName)
    const found = call.table(rules).filter(({ name }) => name.startsWith(NamePrefix))
    const { items, next } = page(found, NextToken, Limit)
    return { Rules: items.map(shown), NextToken: next }
  },

  DeleteRule({ Name, EventBusName }, call) {
    checkBus(EventBusName)
    const rule = call.table(rules).get(Name)
    if (rule && rule.targets.length > 0) {
      throw invalid(`Rule can't be deleted since it has targets.`)
    }
    call.table(rules).delete(Name)
    return {}
  },

  PutTargets({ Rule, Targets, EventBusName }, call) {
    checkBus(EventBusName)
    const { name, targets } = find(call, Rule)
    const byId = new Map([...targets, ...Targets].map(target => [target.Id, target]))
    if (byId.size > targetsPerRule) {
      throw awsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    }
    call.table(rules).update(name, draft => {
      draft.targets = [...byId.values()]
    })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },

  RemoveTargets({ Rule, Ids, EventBusName }, call) {
    checkBus(EventBusName)
    call.table(rules).update(find(call, Rule).name, draft => {
      draft.targets = draft.targets.filter(({ Id = '' }) => !Ids.includes(Id))
    })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },

  ListTargetsByRule({ Rule, EventBusName, Limit = 100, NextToken }, call) {
    checkBus(EventBusName)
    const { items, next } = page(find(call, Rule).targets, NextToken, Limit)
    return { Targets: items, NextToken: next }
  },

  EnableRule: ({ Name }, call) => setState(call, Name, 'ENABLED'),
  DisableRule: ({ Name }, call) => setState(call, Name, 'DISABLED'),

  PutEvents({ Entries }, call) {
    const answers = Entries.map(({ Source, DetailType, Detail = '{}', Resources = [] }) => {
      if (!Source || !DetailType) {
        return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source and DetailType are required.' }
      }
      emit(call, { source: Source, type: DetailType, detail: JSON.parse(Detail), resources: Resources })
      return { EventId: call.id('', 32) }
    })
    return { Entries: answers, FailedEntryCount: answers.filter(answer => 'ErrorCode' in answer).length }
  },

  TagResource({ ResourceARN, Tags }, call) {
    call.table(rules).update(findByArn(call, ResourceARN).name, draft => {
      draft.tags = withTags(draft.tags, Tags)
    })
    return {}
  },

  UntagResource({ ResourceARN, TagKeys }, call) {
    call.table(rules).update(findByArn(call, ResourceARN).name, draft => {
      draft.tags = withoutTags(draft.tags, TagKeys)
    })
    return {}
  },

  ListTagsForResource: ({ ResourceARN }, call) => ({ Tags: [...findByArn(call, ResourceARN).tags] }),
} satisfies EventsOperations

function setState(call: Call, name: string, state: RuleRecord['state']) {
  call.table(rules).update(find(call, name).name, draft => {
    draft.state = state
  })
  return {}
}

function checkBus(name = 'default'): void {
  if (name === 'default' || name.endsWith(':event-bus/default')) return
  throw awsError('ResourceNotFoundException', `Event bus ${name} does not exist.`)
}

function find(call: Call, name: string): RuleRecord {
  const rule = call.table(rules).get(name)
  if (!rule) throw awsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`)
  return rule
}

function findByArn(call: Call, arn: string): RuleRecord {
  return find(call, arn.split('/').at(-1) ?? '')
}

function shown({ name, arn, description, pattern, state, roleArn }: RuleRecord) {
  return {
    Name: name,
    Arn: arn,
    EventPattern: pattern,
    State: state,
    Description: description,
    RoleArn: roleArn,
    EventBusName: 'default',
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function invalid(message: string): AwsError {
  return awsError('ValidationException', message)
}
