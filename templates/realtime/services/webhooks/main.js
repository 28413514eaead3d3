import { createHmac } from 'node:crypto'
import { serve } from '../server.js'

const { WEBHOOK_SECRET = '' } = process.env

serve(8082, {
  'POST /webhooks/dispatch': body => {
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(JSON.stringify(body)).digest('hex')
    return { queued: true, signature }
  },
})
