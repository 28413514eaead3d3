import type { Certificate, Listener } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { checkedActions } from './actions.ts'
import { checkAssociation } from './association.ts'
import { changedAttributes, listed, listenerDefaults } from './attributes.ts'
import { checkCertificates } from './certificates.ts'
import { find, invalid, pathOf } from './names.ts'
import { type ElbOperations, type ListenerRecord, listeners, loadBalancers, rules } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'

const usualPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09'

export const listenerOperations = {
  CreateListener(input, call) {
    const { LoadBalancerArn, Protocol, Port, DefaultActions, Certificates = [], MutualAuthentication } = input
    find(call, loadBalancers, LoadBalancerArn)
    if (Protocol !== 'HTTP' && Protocol !== 'HTTPS')
      throw invalid(`Protocol '${Protocol}' is not supported by application load balancers`)
    if (Port === undefined) throw invalid('A port must be specified')
    checkPortIsFree(call, LoadBalancerArn, Port)
    checkTls(call, Protocol, Certificates)
    checkAssociation(call, LoadBalancerArn, DefaultActions)
    const ListenerArn = call.arn(`listener/${pathOf(LoadBalancerArn)}/${call.id('', 16)}`)
    const made = call.table(listeners).put(ListenerArn, {
      ListenerArn,
      LoadBalancerArn,
      Port,
      Protocol,
      SslPolicy: Protocol === 'HTTPS' ? (input.SslPolicy ?? usualPolicy) : undefined,
      Certificates,
      DefaultActions: checkedActions(call, DefaultActions),
      MutualAuthentication,
      attributes: listenerDefaults,
    })
    setTags(call, ListenerArn, input.Tags ?? [])
    return { Listeners: [shown(made)] }
  },

  DescribeListeners({ LoadBalancerArn, ListenerArns, Marker, PageSize = 400 }, call) {
    if (LoadBalancerArn !== undefined) find(call, loadBalancers, LoadBalancerArn)
    else if (!ListenerArns) throw invalid('Either a load balancer or listeners must be specified')
    const chosen = ListenerArns
      ? ListenerArns.map(arn => find(call, listeners, arn))
      : call.table(listeners).filter(listener => listener.LoadBalancerArn === LoadBalancerArn)
    const { items, next } = page(chosen, Marker, PageSize)
    return { Listeners: items.map(shown), NextMarker: next }
  },

  ModifyListener({ ListenerArn, DefaultActions, Certificates, Protocol, Port, SslPolicy }, call) {
    const before = find(call, listeners, ListenerArn)
    if (Port !== undefined && Port !== before.Port) checkPortIsFree(call, before.LoadBalancerArn, Port)
    const protocol = Protocol === undefined ? before.Protocol : Protocol === 'HTTPS' ? 'HTTPS' : 'HTTP'
    const certificates = Certificates ?? before.Certificates
    checkTls(call, protocol, certificates)
    checkAssociation(call, before.LoadBalancerArn, DefaultActions ?? [])
    const actions = DefaultActions && checkedActions(call, DefaultActions)
    const after = call.table(listeners).update(ListenerArn, draft => {
      draft.Port = Port ?? draft.Port
      draft.Protocol = protocol
      draft.SslPolicy = protocol === 'HTTPS' ? (SslPolicy ?? draft.SslPolicy ?? usualPolicy) : undefined
      draft.Certificates = [...certificates]
      if (actions) draft.DefaultActions = actions
    })
    return { Listeners: [shown(after)] }
  },

  DeleteListener({ ListenerArn }, call) {
    find(call, listeners, ListenerArn)
    removeListener(call, ListenerArn)
    return {}
  },

  DescribeListenerAttributes({ ListenerArn }, call) {
    return { Attributes: listed(find(call, listeners, ListenerArn).attributes) }
  },

  ModifyListenerAttributes({ ListenerArn, Attributes }, call) {
    const attributes = changedAttributes(
      'Listener',
      find(call, listeners, ListenerArn).attributes,
      Attributes,
    )
    call.table(listeners).update(ListenerArn, draft => {
      draft.attributes = attributes
    })
    return { Attributes: listed(attributes) }
  },

  AddListenerCertificates({ ListenerArn, Certificates }, call) {
    checkCertificates(call, Certificates)
    const before = find(call, listeners, ListenerArn)
    const added = Certificates.filter(
      ({ CertificateArn }) => !before.Certificates.some(have => have.CertificateArn === CertificateArn),
    )
    call.table(listeners).update(ListenerArn, draft => {
      draft.Certificates.push(...added.map(({ CertificateArn }) => ({ CertificateArn })))
    })
    return { Certificates }
  },

  RemoveListenerCertificates({ ListenerArn, Certificates }, call) {
    find(call, listeners, ListenerArn)
    const going = new Set(Certificates.map(({ CertificateArn }) => CertificateArn))
    call.table(listeners).update(ListenerArn, draft => {
      draft.Certificates = draft.Certificates.filter(
        (one, index) => index === 0 || !going.has(one.CertificateArn),
      )
    })
    return {}
  },

  DescribeListenerCertificates({ ListenerArn }, call) {
    const { Certificates } = find(call, listeners, ListenerArn)
    return {
      Certificates: Certificates.map(({ CertificateArn }, index) => ({
        CertificateArn,
        IsDefault: index === 0,
      })),
    }
  },
} satisfies ElbOperations

/** A listener's rules go with it. */
export function removeListener(call: Call, listenerArn: string): void {
  for (const { RuleArn } of call.table(rules).filter(rule => rule.ListenerArn === listenerArn)) {
    call.table(rules).delete(RuleArn)
    forgetTags(call, RuleArn)
  }
  call.table(listeners).delete(listenerArn)
  forgetTags(call, listenerArn)
}

function checkPortIsFree(call: Call, loadBalancerArn: string, port: number): void {
  if (port < 1 || port > 65_535) throw invalid(`Port '${port}' must be from 1 to 65535`)
  const taken = call
    .table(listeners)
    .find(listener => listener.LoadBalancerArn === loadBalancerArn && listener.Port === port)
  if (taken) {
    throw awsError(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    )
  }
}

function checkTls(call: Call, protocol: 'HTTP' | 'HTTPS', certificates: readonly Certificate[]): void {
  if (protocol === 'HTTP') return
  if (certificates.length === 0) throw invalid('A certificate must be specified for HTTPS listeners')
  checkCertificates(call, certificates)
}

/** Only the default certificate is shown here; DescribeListenerCertificates has them all. */
function shown({ attributes: _attributes, Certificates, ...listener }: ListenerRecord): Listener {
  const Certificate = Certificates.slice(0, 1).map(({ CertificateArn }) => ({ CertificateArn }))
  return { ...listener, ...(Certificate.length > 0 && { Certificates: Certificate }) }
}
