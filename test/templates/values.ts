/** The values that only a person knows of each template, as `secrets import` takes them. */
export const templateValues = {
  microservices: {
    'api-keys.OPENAI_API_KEY': 'openai-1',
    'api-keys.ANTHROPIC_API_KEY': 'anthropic-1',
    'api-keys.MUSICAPI_API_KEY': 'musicapi-1',
    'api-keys.ELEVENLABS_API_KEY': 'elevenlabs-1',
    'api-keys.REVENUECAT_API_KEY': 'revenuecat-1',
    'api-keys.SENDGRID_API_KEY': 'sendgrid-1',
  },
  'on-demand': {
    'api-keys.CLAUDE_CODE_OAUTH_TOKEN': 'sk-ant-oat01-your-token',
    'api-keys.AUTH_PASSWORD_HASH': 'YOUR_PASSWORD',
    'api-keys.LIVEKIT_URL': 'wss://your-project.livekit.cloud',
    'api-keys.LIVEKIT_API_KEY': 'APIxxxxx',
    'api-keys.LIVEKIT_API_SECRET': 'your-secret',
  },
  realtime: {
    '/sipai-prod/DB_URL': 'postgresql://user:pass@db-host:5432/invorto',
    '/sipai-prod/REDIS_URL': 'redis://redis-host:6379',
    '/sipai-prod/JAMBONZ_OUTCALL_URL': 'https://jambonz.example/v1/Accounts/ACxxx/Calls',
    'jambonz-token': 'Bearer XXXXXXXXXXXXXXXXX',
    'jambonz-webhook-secret': 'hmac-1',
  },
  'serverless-worker': { 'yoto-client-id': 'your_yoto_client_id' },
  'web-app': { 'app.OPENAI_API_KEY': 'sk-your-openai-api-key-here' },
} as const
