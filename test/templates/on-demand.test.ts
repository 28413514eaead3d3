import { expect, test } from 'vitest'
import { closedGroup, lostSecret, wrongValue } from './faults.ts'
import { describeLife } from './life.ts'
import { templateValues } from './values.ts'

describeLife({
  template: 'on-demand',
  region: 'ap-southeast-2',
  environment: 'production',
  services: ['app'],
  values: templateValues['on-demand'],
  breaks: 'app',
  behaviour: 'crash:1',
  further(scene) {
    test('sleeps until it is woken', async () => {
      expect(await scene().json('wake production')).toMatchObject({ outcome: 'awake' })
    })
  },
  faults: [
    wrongValue('aipa-production/api-keys', 'LIVEKIT_URL', 'https://example.livekit.cloud'),
    closedGroup('aipa-production', 'filesystems', /file system/i),
    lostSecret('aipa-production/api-keys'),
  ],
})
