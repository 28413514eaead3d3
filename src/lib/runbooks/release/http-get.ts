import { lookup as systemLookup } from 'node:dns'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { text } from 'node:stream/consumers'
import { type FrontDoor, requestSettings } from './front-door.ts'

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/**
 * Resolves names as the system does, and those below `localhost` to this machine, as RFC 6761 (6.3) has it
 * and as not every system's resolver does.
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  const own = /(^|\.)localhost$/i.test(hostname)
  systemLookup(own ? '127.0.0.1' : hostname, options, callback)
}

/** One GET that follows no redirect. Rejects with the network's own error. */
export function httpGet(door: FrontDoor, path: string, signal: AbortSignal): Promise<HttpAnswer> {
  const get = door.address.startsWith('https:') ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    // A connection of its own: a kept one could lead to a task that is on its way out.
    const settings = { ...requestSettings(door), lookup, signal, agent: false }
    const request = get(door.address + path, settings, async response => {
      await text(response).then(body => resolve({ status: response.statusCode!, body }), reject)
    })
    request.on('error', reject)
  })
}
