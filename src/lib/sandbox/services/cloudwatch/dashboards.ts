import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { type CloudWatchOperations, dashboards } from './tables.ts'

export const dashboardOperations = {
  PutDashboard({ DashboardName, DashboardBody, Tags }, call) {
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(DashboardName)) {
      throw awsError(
        'InvalidParameterValueException',
        `The value ${DashboardName} for dashboard name is invalid`,
      )
    }
    checkBody(DashboardBody)
    const existing = call.table(dashboards).get(DashboardName)
    call.table(dashboards).put(DashboardName, {
      name: DashboardName,
      // A dashboard belongs to the account: its ARN has no region.
      arn: `arn:aws:cloudwatch::${call.account}:dashboard/${DashboardName}`,
      body: DashboardBody,
      modifiedAt: call.date,
      Tags: existing?.Tags ?? withTags([], Tags),
    })
    return { DashboardValidationMessages: [] }
  },

  GetDashboard({ DashboardName }, call) {
    const found = call.table(dashboards).get(DashboardName)
    if (!found) throw awsError('DashboardNotFoundError', `Dashboard ${DashboardName} does not exist`)
    return { DashboardName, DashboardArn: found.arn, DashboardBody: found.body }
  },

  ListDashboards({ DashboardNamePrefix = '', NextToken }, call) {
    const found = call.table(dashboards).filter(({ name }) => name.startsWith(DashboardNamePrefix))
    const { items, next } = page(found, NextToken, 1000)
    const DashboardEntries = items.map(({ name, arn, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: arn,
      Size: body.length,
      LastModified: modifiedAt,
    }))
    return { DashboardEntries, NextToken: next }
  },

  /** One that is not there fails the call, and with it the deletion of all the others. */
  DeleteDashboards({ DashboardNames }, call) {
    const missing = DashboardNames.find(name => !call.table(dashboards).has(name))
    if (missing) throw awsError('DashboardNotFoundError', `Dashboard ${missing} does not exist`)
    for (const name of DashboardNames) call.table(dashboards).delete(name)
    return {}
  },
} satisfies CloudWatchOperations

function checkBody(body: string): void {
  const refuse = (Message: string, DataPath = '/') =>
    awsError('DashboardInvalidInputError', 'The field DashboardBody must be a valid JSON object', 400, {
      dashboardValidationMessages: [{ Message, DataPath }],
    })
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw refuse('The dashboard body is invalid, there is a syntax error')
  }
  const { widgets } = Object(parsed) as { widgets?: unknown }
  if (!Array.isArray(widgets)) throw refuse('Should have property widgets')
  for (const [at, widget] of widgets.entries()) {
    const { type, properties, x = 0, width = 6 } = Object(widget) as Record<string, unknown>
    if (typeof type !== 'string') throw refuse('Should have property type', `/widgets/${at}`)
    if (typeof properties !== 'object') throw refuse('Should have property properties', `/widgets/${at}`)
    if (Number(x) + Number(width) > 24) throw refuse('Should not be wider than 24', `/widgets/${at}`)
  }
}
