import type { UpdateStageResponse } from '@aws-sdk/client-apigatewayv2'
import { unlessMissing } from '../aws/index.ts'
import { apiRoutes } from './api-routes.ts'
import { hasHttpApi } from './api-targets.ts'
import { arnOf } from './arn.ts'
import { httpApi } from './http-api.ts'
import { accessLogGroup, logGroup, logGroupName } from './log-group.ts'
import { tagsOf } from './names.ts'
import { changed, defineResource } from './resource.ts'

export interface ApiStageSpec {
  /** Requests a second. */
  readonly rate: number
  readonly burst: number
  /** Counts the requests of each route by itself, which costs as much as ten metrics; the idler lives by it. */
  readonly detailedMetrics: boolean
  /** Name of the log group that requests are written to. */
  readonly logGroup: string
}

export interface ApiStageState {
  readonly apiId: string
  readonly autoDeploy: boolean
  readonly rate: number | undefined
  readonly burst: number | undefined
  readonly detailedMetrics: boolean
  /** Name of the log group. */
  readonly logGroup: string | undefined
  /** What a line of it says. */
  readonly logFormat: string | undefined
}

const deps = { httpApi, apiRoutes, logGroup }

/** The stage whose name is no part of the URL. */
const StageName = '$default'

/**
 * One line of JSON a request: what came, what was answered, and where the time went.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const logFormat = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  ip: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  method: '$context.httpMethod',
  path: '$context.path',
  route: '$context.routeKey',
  status: '$context.status',
  length: '$context.responseLength',
  latency: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationLatency: '$context.integrationLatency',
  error: '$context.integrationErrorMessage',
})

/** What of the API is public: everything, as soon as it changes; with an access log, and a limit to what one may ask. */
export const apiStage = defineResource<ApiStageSpec, ApiStageState, typeof deps>({
  kind: 'api-stage',
  stage: 'bootstrap',
  deps,

  desired(manifest): Record<string, ApiStageSpec> {
    if (!hasHttpApi(manifest)) return {}
    const detailedMetrics = manifest.onDemand !== undefined
    const log = logGroupName(manifest, accessLogGroup)
    return { main: { ...manifest.httpApi.throttle, detailedMetrics, logGroup: log } }
  },

  async inspect(scope, ports): Promise<Record<string, ApiStageState>> {
    const { main } = await httpApi.inspect(scope, ports)
    const stage = main && (await unlessMissing(ports.apiGateway.getStage({ ApiId: main.apiId, StageName })))
    return stage ? { main: stateOf(main.apiId, stage) } : {}
  },

  diff: (want, have) => [
    ...changed('autoDeploy', have.autoDeploy, true),
    ...changed('rate', have.rate, want.rate),
    ...changed('burst', have.burst, want.burst),
    ...changed('detailedMetrics', have.detailedMetrics, want.detailedMetrics),
    ...changed('logGroup', have.logGroup, want.logGroup),
    ...changed('logFormat', have.logFormat, logFormat),
  ],

  async ensure(want, have, deps, { id, scope, ports }) {
    const { apiId } = deps.httpApi.of('main')
    const at = { ApiId: apiId, StageName }
    const settings = {
      AutoDeploy: true,
      DefaultRouteSettings: {
        ThrottlingRateLimit: want.rate,
        ThrottlingBurstLimit: want.burst,
        DetailedMetricsEnabled: want.detailedMetrics,
      },
      AccessLogSettings: {
        DestinationArn: arnOf(scope, 'logs', `log-group:${want.logGroup}`),
        Format: logFormat,
      },
    }
    const stands = have ?? (await unlessMissing(ports.apiGateway.getStage(at)))
    const stage = stands
      ? await ports.apiGateway.updateStage({ ...at, ...settings })
      : await ports.apiGateway.createStage({ ...at, ...settings, Tags: tagsOf(scope, id) })
    return stateOf(apiId, stage)
  },

  async remove({ apiId }, { ports }) {
    await unlessMissing(ports.apiGateway.deleteStage({ ApiId: apiId, StageName }))
  },

  identify: () => StageName,
})

type Stage = Pick<UpdateStageResponse, 'AutoDeploy' | 'DefaultRouteSettings' | 'AccessLogSettings'>

function stateOf(
  apiId: string,
  { AutoDeploy, DefaultRouteSettings, AccessLogSettings }: Stage,
): ApiStageState {
  return {
    apiId,
    autoDeploy: AutoDeploy ?? false,
    rate: DefaultRouteSettings?.ThrottlingRateLimit,
    burst: DefaultRouteSettings?.ThrottlingBurstLimit,
    detailedMetrics: DefaultRouteSettings?.DetailedMetricsEnabled ?? false,
    logGroup: AccessLogSettings?.DestinationArn?.split(':log-group:')[1]?.replace(/:\*$/, ''),
    logFormat: AccessLogSettings?.Format,
  }
}
