import type { WebsiteConfiguration } from '@aws-sdk/client-s3'
import type { Call, Route } from '../../../service.ts'
import { isPublicObject } from '../policies.ts'
import { buckets } from '../tables.ts'
import { type FrontAnswer, plainPage, send } from './answer.ts'
import { asOwner, objectToServe } from './object.ts'

/** `BUCKET.s3-website-REGION.amazonaws.com`, and `BUCKET.s3-website.localhost` for a browser of this machine. */
const hostName = /^([a-z0-9.-]+)\.s3-website(?:[.-][a-z0-9-]+\.amazonaws\.com|\.localhost)(?::\d+)?$/i

/** Buckets that S3 serves as websites, by HTTP. */
export const website: Route = {
  prefix: '/',
  host: hostName,
  async handle(request, response, host) {
    const { method = 'GET', url = '/', headers } = request
    request.resume()
    const bucket = hostName.exec(headers.host ?? '')?.[1] ?? ''
    const answer = await host.transact({ service: 's3', operation: 'website' }, call =>
      method === 'GET' || method === 'HEAD'
        ? serve(bucket, keyOf(url), call)
        : plainPage(405, 'Method Not Allowed', 'The specified method is not allowed against this resource.'),
    )
    send(response, { method, headers }, answer)
  },
}

function keyOf(url: string): string {
  return decodeURIComponent(url.split('?')[0]!.slice(1))
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/IndexDocumentSupport.html */
function serve(bucket: string, key: string, call: Call): FrontAnswer {
  const owner = asOwner(bucket, call)
  const configuration = owner?.table(buckets).get(bucket)?.configurations.website as
    | WebsiteConfiguration
    | undefined
  if (!owner) return plainPage(404, 'Not Found', 'NoSuchBucket: The specified bucket does not exist')
  if (!configuration)
    return plainPage(404, 'Not Found', 'NoSuchWebsiteConfiguration: The bucket has no website configuration')
  const { IndexDocument, ErrorDocument } = configuration
  const suffix = IndexDocument?.Suffix ?? 'index.html'
  const wanted = key === '' || key.endsWith('/') ? key + suffix : key
  const found = objectToServe(bucket, wanted, owner)
  if (found && !isPublicObject(bucket, wanted, owner)) return failed(bucket, 403, ErrorDocument?.Key, owner)
  if (found?.redirect !== undefined) return moved(found.redirect, 301)
  if (found) return { status: 200, headers: found.headers, body: found.body }
  // A folder without its slash leads to the folder.
  if (objectToServe(bucket, `${key}/${suffix}`, owner)) return moved(`/${key}/`, 302)
  return failed(bucket, 404, ErrorDocument?.Key, owner)
}

function moved(location: string, status: number): FrontAnswer {
  return { status, headers: { location }, body: new Uint8Array() }
}

function failed(bucket: string, status: number, errorKey: string | undefined, owner: Call): FrontAnswer {
  const page = errorKey === undefined ? undefined : objectToServe(bucket, errorKey, owner)
  if (page && isPublicObject(bucket, errorKey!, owner))
    return { status, headers: page.headers, body: page.body }
  return status === 403
    ? plainPage(403, 'Forbidden', 'AccessDenied: Access Denied')
    : plainPage(404, 'Not Found', 'NoSuchKey: The specified key does not exist.')
}
