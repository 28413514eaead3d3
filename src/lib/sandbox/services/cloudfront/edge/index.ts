import type { TLSSocket } from 'node:tls'
import type { Route } from '../../../service.ts'
import { send } from '../../s3/front/answer.ts'
import { distributionFor, serve } from './serve.ts'

/** What is served under a distribution's name, `dNAME.cloudfront.localhost:PORT`, and under its own domain by TLS. */
export const edge: Route = {
  prefix: '/',
  host: /\.cloudfront\.localhost(:\d+)?$/i,

  serves: (name, host) =>
    host.transact(
      { service: 'cloudfront', operation: 'edge' },
      call => distributionFor(name, call) !== undefined,
    ),

  async handle(request, response, host) {
    const { method = 'GET', url = '/', headers, socket } = request
    request.resume()
    const isSecure = (socket as TLSSocket).encrypted || headers['x-forwarded-proto'] === 'https'
    const answer = await host.transact({ service: 'cloudfront', operation: 'edge' }, call =>
      serve({ method, url, headers, isSecure }, call),
    )
    send(response, { method, headers }, answer)
  },
}
