import type { AccessLogSettings, RouteSettings } from '@aws-sdk/client-apigatewayv2'
import type { Call } from '../../service.ts'
import { logGroups } from '../logs/tables.ts'
import { page } from '../paging.ts'
import { badRequest, conflict, findApi, findStage } from './lookup.ts'
import { type ApiOperations, mappings, type StageRecord, stages, within } from './tables.ts'

export const stageOperations = {
  CreateStage(
    { ApiId, StageName, AutoDeploy = false, AccessLogSettings, DefaultRouteSettings, Tags = {} },
    call,
  ) {
    findApi(call, ApiId)
    if (!/^(\$default|[A-Za-z0-9_-]{1,128})$/.test(StageName)) throw badRequest('Stage name is invalid')
    if (call.table(stages).has(within(ApiId, StageName))) throw conflict('Stage already exists')
    checkLog(call, AccessLogSettings)
    checkThrottle(DefaultRouteSettings)
    const stage = call.table(stages).put(within(ApiId, StageName), {
      apiId: ApiId,
      name: StageName,
      autoDeploy: AutoDeploy,
      accessLog: AccessLogSettings,
      settings: { DetailedMetricsEnabled: false, ...DefaultRouteSettings },
      createdAt: call.date,
      updatedAt: call.date,
      tags: Tags,
    })
    return shown(stage)
  },

  GetStage: ({ ApiId, StageName }, call) => shown(findStage(call, ApiId, StageName)),

  GetStages({ ApiId, MaxResults, NextToken }, call) {
    findApi(call, ApiId)
    const all = call.table(stages).filter(({ apiId }) => apiId === ApiId)
    const { items, next } = page(all, NextToken, Number(MaxResults ?? 25))
    return { Items: items.map(shown), NextToken: next }
  },

  UpdateStage({ ApiId, StageName, AutoDeploy, AccessLogSettings, DefaultRouteSettings }, call) {
    findStage(call, ApiId, StageName)
    checkLog(call, AccessLogSettings)
    checkThrottle(DefaultRouteSettings)
    const stage = call.table(stages).update(within(ApiId, StageName), draft => {
      draft.autoDeploy = AutoDeploy ?? draft.autoDeploy
      draft.accessLog = AccessLogSettings ?? draft.accessLog
      draft.settings = { ...draft.settings, ...DefaultRouteSettings }
      draft.updatedAt = call.date
    })
    return shown(stage)
  },

  DeleteStage({ ApiId, StageName }, call) {
    findStage(call, ApiId, StageName)
    const mapped = call.table(mappings).find(({ apiId, stage }) => apiId === ApiId && stage === StageName)
    if (mapped) throw conflict(`Stage ${StageName} is mapped to domain ${mapped.domain}`)
    call.table(stages).delete(within(ApiId, StageName))
    return {}
  },
} satisfies ApiOperations

function checkLog(call: Call, settings: AccessLogSettings | undefined): void {
  if (!settings?.DestinationArn) return
  const [, name] = settings.DestinationArn.split(':log-group:')
  if (!name || !call.table(logGroups).has(name.replace(/:\*$/, '')))
    throw badRequest('Cloudwatch Logs ARN is invalid: the log group does not exist')
  if (!settings.Format) throw badRequest('Format is required for access log settings')
}

function checkThrottle({ ThrottlingBurstLimit, ThrottlingRateLimit }: RouteSettings = {}): void {
  if ((ThrottlingBurstLimit ?? 0) < 0 || (ThrottlingRateLimit ?? 0) < 0)
    throw badRequest('Throttling limits must not be negative')
}

function shown(one: StageRecord) {
  return {
    StageName: one.name,
    AutoDeploy: one.autoDeploy,
    AccessLogSettings: one.accessLog,
    DefaultRouteSettings: one.settings,
    RouteSettings: {},
    StageVariables: {},
    CreatedDate: one.createdAt,
    LastUpdatedDate: one.updatedAt,
    Tags: one.tags,
  }
}
