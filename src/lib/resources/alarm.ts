import type { MetricAlarm, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { pages, unlessMissing } from '../aws/index.ts'
import { type AlarmSettings, settingsFor, settingsOf } from './alarm-settings.ts'
import { isSigned, signature } from './alarm-signature.ts'
import type { AlarmSpec } from './alarms/alarm-spec.ts'
import { alarmsOf } from './alarms/index.ts'
import { database } from './database.ts'
import { httpApi } from './http-api.ts'
import { loadBalancer } from './load-balancer.ts'
import { nameOf, type Owner, tagList } from './names.ts'
import { changed, defineResource } from './resource.ts'
import { targetGroup } from './target-group.ts'
import { topic } from './topic.ts'

export interface AlarmState {
  readonly name: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string
  readonly means: string
  readonly settings: AlarmSettings
}

const deps = { topic, loadBalancer, targetGroup, httpApi, database }

/** A CloudWatch alarm that tells the topic when it rings and when all is well again. */
export const alarm = defineResource<AlarmSpec, AlarmState, typeof deps>({
  kind: 'alarm',
  stage: 'bootstrap',
  deps,

  desired: alarmsOf,

  async inspect(scope, ports) {
    const input = { AlarmNamePrefix: nameOf(scope, ''), AlarmTypes: ['MetricAlarm' as const] }
    const alarms = await pages(ports.cloudwatch.describeAlarms, input, page => page.MetricAlarms)
    const ours = alarms.filter(({ AlarmDescription }) => isSigned(AlarmDescription, scope))
    return Object.fromEntries(
      ours.map(one => [one.AlarmName!.slice(input.AlarmNamePrefix.length), stateOf(one, scope)]),
    )
  },

  diff: (want, have, standing) => [
    ...changed('means', have.means, want.means),
    ...Object.entries(settingsFor(want, standing)).flatMap(([path, to]) =>
      changed(path, have.settings[path as keyof AlarmSettings], to),
    ),
  ],

  async ensure(want, have, standing, { id, scope, ports }) {
    const name = nameOf(scope, id)
    const settings = settingsFor(want, standing)
    await ports.cloudwatch.putMetricAlarm({
      ...(settings as object),
      AlarmName: name,
      AlarmDescription: `${want.means}.${signature(scope)}`,
      // Taken at creation only; CloudWatch ignores them on what stands.
      Tags: tagList(scope, id),
    } as PutMetricAlarmCommandInput)
    return { name, state: have?.state ?? 'INSUFFICIENT_DATA', means: want.means, settings }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.cloudwatch.deleteAlarms({ AlarmNames: [name] }))
  },

  identify: ({ name }) => name,
})

function stateOf(one: MetricAlarm, scope: Owner): AlarmState {
  return {
    name: one.AlarmName!,
    state: one.StateValue!,
    means: one.AlarmDescription!.slice(0, -`.${signature(scope)}`.length),
    settings: settingsOf(one),
  }
}
