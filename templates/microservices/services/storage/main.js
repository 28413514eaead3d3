import { serve } from '../service.js'

const { CDN_DOMAIN, S3_BUCKET_NAME } = process.env

serve({ 'GET /storage': () => ({ bucket: S3_BUCKET_NAME, cdn: CDN_DOMAIN }) })
