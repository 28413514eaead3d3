import { serve } from '../server.js'

const { MAX_CONCURRENT_CALLS = '200', REALTIME_WS_URL } = process.env
const calls = new Map()

serve(8080, {
  'GET /v1/calls': () => [...calls.values()],
  'POST /v1/calls': ({ agentId }) => {
    if (calls.size >= Number(MAX_CONCURRENT_CALLS)) throw new Error('too many calls')
    const call = { id: crypto.randomUUID(), agentId, connect: REALTIME_WS_URL }
    calls.set(call.id, call)
    return call
  },
})
