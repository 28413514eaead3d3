import type { VpcLinkState } from '../../../resources/vpc-link.ts'
import { defineCheck } from '../check.ts'
import { standingOf } from '../readers/standing.ts'
import { counted } from '../telling.ts'

/** Whether the API Gateway has its way into the network. */
export const gateway = defineCheck({
  name: 'gateway',
  title: 'The API Gateway reaches the network',
  area: 'front',
  needs: ['standing'],
  examine({ standing }, { scope }) {
    const links = standingOf<VpcLinkState>(standing, 'vpc-link')
    if (links.length === 0) return { skipped: 'no VPC link stands' }
    const findings = links.flatMap(([, { linkId, status }]) => {
      if (status === 'AVAILABLE') return []
      // AWS lets one sleep that had nothing to do for 60 days; the next request wakes it, and fails.
      const asleep = status === 'INACTIVE'
      return [
        {
          level: asleep || status === 'PENDING' ? ('warning' as const) : ('problem' as const),
          message: asleep
            ? 'The VPC link sleeps: the first requests fail until it is awake.'
            : 'The VPC link does not work.',
          evidence: [`API Gateway says of ${linkId}: ${status}`],
          next: asleep ? 'send a request, and wait some minutes' : `deployctl bootstrap ${scope.environment}`,
        },
      ]
    })
    return { looked: counted(links.length, 'VPC link'), findings }
  },
})
