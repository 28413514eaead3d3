import { serve } from '../server.js'

const { TELEPHONY_GLOBAL_MAX_CONCURRENCY = '10000', TELEPHONY_PER_CAMPAIGN_MAX_CONCURRENCY = '100' } = process.env
const campaigns = new Map()
let all = 0

serve(8085, {
  'POST /telephony/calls': ({ campaign }) => {
    const inCampaign = campaigns.get(campaign) ?? 0
    if (all >= Number(TELEPHONY_GLOBAL_MAX_CONCURRENCY)) throw new Error('too many calls')
    if (inCampaign >= Number(TELEPHONY_PER_CAMPAIGN_MAX_CONCURRENCY)) throw new Error('too many calls of this campaign')
    campaigns.set(campaign, inCampaign + 1)
    all += 1
    return { accepted: true }
  },
  'POST /telephony/calls/ended': ({ campaign }) => {
    const inCampaign = campaigns.get(campaign) ?? 0
    if (inCampaign === 0) throw new Error('no call of this campaign')
    campaigns.set(campaign, inCampaign - 1)
    all -= 1
    return { ended: true }
  },
})
