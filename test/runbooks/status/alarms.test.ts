import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { expect, onTestFinished, test } from 'vitest'
import { status } from '../../../src/lib/runbooks/status.ts'
import { Stage } from '../stage.ts'

test('only our own alarms are told, not those of an environment whose name begins with ours', async () => {
  const stage = await Stage.open()
  onTestFinished(() => stage.close())
  const manifest = stage.manifest({ api: {} }, { alarms: { cpu: 70 } })
  await stage.bootstrap(manifest)
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const cloudwatch = new CloudWatchClient({
    region: 'eu-west-1',
    endpoint: stage.sandbox.endpoint,
    credentials,
  })
  const theirs = 'shop-prod-eu-api-cpu'
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: theirs,
      AlarmDescription: 'Busy. (deployctl: shop/prod-eu)',
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  for (const AlarmName of ['shop-prod-api-cpu', theirs]) {
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'Threshold crossed' }),
    )
  }
  const { alarms } = await status(stage.context(manifest))
  expect(alarms.map(({ name }) => name)).toEqual(['shop-prod-api-cpu'])
})
