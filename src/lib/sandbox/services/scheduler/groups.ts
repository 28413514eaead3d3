import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { checkName, defaultGroup, findGroup, noGroup } from './lookup.ts'
import { forget } from './schedules.ts'
import { type GroupRecord, groups, type SchedulerOperations, schedules } from './tables.ts'

export const groupOperations = {
  CreateScheduleGroup({ Name, Tags }, call) {
    checkName(Name)
    if (Name === defaultGroup || call.table(groups).has(Name)) {
      throw awsError('ConflictException', `Schedule group ${Name} already exists.`)
    }
    const arn = call.arn(`schedule-group/${Name}`, 'scheduler')
    const tags = withTags([], Tags)
    call.table(groups).put(Name, { name: Name, arn, state: 'ACTIVE', createdAt: call.date, tags })
    return { ScheduleGroupArn: arn }
  },

  GetScheduleGroup({ Name }, call) {
    return shown(findGroup(call, Name))
  },

  ListScheduleGroups({ NamePrefix = '', MaxResults = 100, NextToken }, call) {
    const found = call.table(groups).filter(({ name }) => name.startsWith(NamePrefix))
    const { items, next } = page(found, NextToken, MaxResults)
    return { ScheduleGroups: items.map(shown), NextToken: next }
  },

  /** Its schedules run no more, and go with it. */
  DeleteScheduleGroup({ Name }, call) {
    if (Name === defaultGroup)
      throw awsError('ValidationException', 'Default schedule group cannot be deleted.')
    findGroup(call, Name)
    call.table(groups).update(Name, draft => {
      draft.state = 'DELETING'
    })
    for (const schedule of call.table(schedules).filter(({ group }) => group === Name)) forget(call, schedule)
    call.schedule(timings.scheduleGroupDeleted, 'scheduler.group-deleted', { name: Name })
    return {}
  },

  ListTagsForResource: ({ ResourceArn }, call) => ({ Tags: [...findByArn(call, ResourceArn).tags] }),

  TagResource({ ResourceArn, Tags }, call) {
    call.table(groups).update(findByArn(call, ResourceArn).name, draft => {
      draft.tags = withTags(draft.tags, Tags)
    })
    return {}
  },

  UntagResource({ ResourceArn, TagKeys }, call) {
    call.table(groups).update(findByArn(call, ResourceArn).name, draft => {
      draft.tags = withoutTags(draft.tags, TagKeys)
    })
    return {}
  },
} satisfies SchedulerOperations

export function groupDeleted({ name }: { readonly name: string }, call: Call): void {
  call.table(groups).delete(name)
}

function findByArn(call: Call, arn: string): GroupRecord {
  const group = call.table(groups).find(one => one.arn === arn)
  if (!group) throw noGroup(arn.split('/').at(-1) ?? arn)
  return group
}

function shown({ name, arn, state, createdAt }: GroupRecord) {
  return { Name: name, Arn: arn, State: state, CreationDate: createdAt, LastModificationDate: createdAt }
}
