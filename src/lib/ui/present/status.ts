import type { ServiceStatus, Trouble } from '../../runbooks/status/snapshot.ts'
import type { Status } from '../../runbooks/status.ts'
import { ago, type Theme, table } from '../format.ts'
import { sanitize } from '../sanitize.ts'
import { presentOnDemand } from './on-demand.ts'
import { digestOf } from './release.ts'

/** One screen that answers: what is wrong, and what do I do? */
export function presentStatus(status: Status, theme: Theme): string[] {
  const { project, environment, account, region, at, services, troubles } = status
  const now = Date.parse(at)
  return [
    theme.bold(`status ${environment} · ${project} · ${account} · ${region}`),
    ...releaseLines(status, now, theme),
    ...addressLines(status, theme),
    ...(status.onDemand ? presentOnDemand(status.onDemand, now, theme) : []),
    '',
    ...table(services.map(service => serviceRow(service, theme))),
    ...partLines(status, theme),
    ...monthLines(status, theme),
    '',
    ...(troubles.length === 0
      ? [`${theme.good('✔')} All is well.`]
      : [...troubles.flatMap(trouble => troubleLines(trouble, theme)), '', theme.dim(examine(environment))]),
    ...recentEvents(services, now, theme),
  ]
}

function releaseLines({ release, lock, environment }: Status, now: number, theme: Theme): string[] {
  const released = release
    ? `  release ${release.number}, ${release.outcome}, ${ago(release.startedAt, now)}, by ${sanitize(release.user)}${release.commit ? ` · ${release.commit.sha.slice(0, 7)} ${sanitize(release.commit.subject)}` : ''}`
    : `  nothing released yet: deployctl deploy ${environment}`
  const held = lock
    ? [
        theme.warn(
          `  locked by ${sanitize(lock.user)}@${sanitize(lock.host)}: \`deployctl ${sanitize(lock.command)}\`, ${ago(lock.since, now)}`,
        ),
      ]
    : []
  return [released, ...held]
}

function addressLines({ url, asleep, environment }: Status, theme: Theme): string[] {
  return [
    ...(url ? [`  ${theme.accent(sanitize(url))}`] : []),
    ...(asleep ? [`  asleep: deployctl wake ${environment}`] : []),
  ]
}

function partLines({ parts, certificate }: Status, theme: Theme): string[] {
  const rows = parts.map(({ what, name, status, well, detail = '' }) => [
    `  ${well ? theme.good('✔') : theme.bad('✖')} ${what} ${name}`,
    status,
    theme.dim(sanitize(detail)),
  ])
  const secured = certificate
    ? [
        [
          `  ${certificate.status === 'ISSUED' ? theme.good('✔') : theme.bad('✖')} certificate`,
          certificate.status.toLowerCase().replaceAll('_', ' '),
          theme.dim(certificate.domain),
        ],
      ]
    : []
  const all = [...rows, ...secured]
  return all.length > 0 ? ['', ...table(all)] : []
}

function monthLines({ month, environment }: Status, theme: Theme): string[] {
  if (!month) return []
  const dollars = month.usd < 10 ? month.usd.toFixed(2) : month.usd.toFixed(0)
  return ['', theme.dim(`  about $${dollars} a month: deployctl cost ${environment}`)]
}

function examine(environment: string): string {
  return `  More of what is behind it: deployctl doctor ${environment}`
}

function serviceRow({ service, live, health }: ServiceStatus, theme: Theme): string[] {
  if (!live) return [`  ${theme.dim('○')} ${service}`, 'does not stand']
  const { desired, running, pending, rollout, image } = live
  const well = running === desired && rollout !== 'FAILED'
  const mark = desired === 0 ? theme.dim('–') : well ? theme.good('✔') : theme.bad('✖')
  return [
    `  ${mark} ${service}`,
    desired === 0 ? 'asleep' : `${running}/${desired} running${pending > 0 ? `, ${pending} pending` : ''}`,
    health ? `${health.healthy} healthy` : '',
    rollout === 'COMPLETED' ? '' : rollout.toLowerCase().replace('_', ' '),
    image ? theme.dim(digestOf(image)) : '',
  ]
}

function troubleLines({ service, message, next }: Trouble, theme: Theme): string[] {
  return [
    `${theme.bad('✖')} ${service ? `${theme.bold(service)}: ` : ''}${sanitize(message)}`,
    `  ${theme.accent('→')} ${sanitize(next)}`,
  ]
}

function recentEvents(services: readonly ServiceStatus[], now: number, theme: Theme): string[] {
  const troubled = services.filter(
    ({ live }) => live && (live.running !== live.desired || live.rollout !== 'COMPLETED'),
  )
  return troubled.flatMap(({ service, events }) => [
    '',
    theme.dim(`  ${service}, from ECS:`),
    ...events.slice(0, 5).map(({ at, message }) => theme.dim(`    ${ago(at, now)}: ${sanitize(message)}`)),
  ])
}
