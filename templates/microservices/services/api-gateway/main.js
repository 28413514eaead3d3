import { serve } from '../service.js'

const services = Object.fromEntries(
  Object.entries(process.env)
    .filter(([name]) => name.endsWith('_SERVICE_URL'))
    .map(([name, url]) => [name.slice(0, -'_SERVICE_URL'.length).toLowerCase().replaceAll('_', '-'), url]),
)

async function health() {
  const asked = Object.entries(services).map(async ([name, url]) => {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(3000) }).catch(() => undefined)
    return [name, answer?.ok ? 'ok' : 'unreachable']
  })
  const found = Object.fromEntries(await Promise.all(asked))
  if (Object.values(found).includes('unreachable')) throw Object.assign(new Error(JSON.stringify(found)), { status: 503 })
  return found
}

serve({ 'GET /health/services': health }, health)
