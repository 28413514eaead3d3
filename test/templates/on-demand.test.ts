import { expect, test } from 'vitest'
import { closedGroup, lostSecret, wrongValue } from './faults.ts'
import { describeLife } from './life.ts'

describeLife({
  template: 'on-demand',
  region: 'ap-southeast-2',
  environment: 'production',
  services: ['app'],
  values: {
    'api-keys.CLAUDE_CODE_OAUTH_TOKEN': 'token-1',
    'api-keys.AUTH_PASSWORD_HASH': 'a long password',
    'api-keys.LIVEKIT_URL': 'wss://example.livekit.cloud',
    'api-keys.LIVEKIT_API_KEY': 'key-1',
    'api-keys.LIVEKIT_API_SECRET': 'secret-1',
  },
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
