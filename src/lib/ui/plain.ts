import type { Event } from '../events/index.ts'
import { counted, seconds } from './format.ts'
import { shortDigest } from './progress.ts'
import { shorten } from './shorten.ts'

/** One line for a change of state; undefined for events that only move a bar. Pure. */
export function plainLine(event: Event): string | undefined {
  switch (event.type) {
    case 'run.started':
      return [
        `${event.command}${event.environment ? ` ${event.environment}` : ''}`,
        event.title,
        event.project,
        event.region,
      ]
        .filter(Boolean)
        .join(' · ')
    case 'step.started':
      return `→ ${event.step}${event.detail ? `: ${event.detail}` : ''}`
    case 'step.finished':
      return `✔ ${event.step}${event.detail ? `: ${event.detail}` : ''} (${seconds(event.seconds)})`
    case 'step.failed':
      return `✖ ${event.step}${event.detail ? `: ${event.detail}` : ''} (${seconds(event.seconds)})`
    case 'resource.finished':
      return `  ✔ ${event.action} ${event.kind} ${event.id} (${seconds(event.seconds)})`
    case 'resource.failed':
      return `  ✖ ${event.action} ${event.kind} ${event.id}: ${event.message}`
    case 'image.finished':
      return `  ✔ ${event.service}: ${event.outcome}${event.digest ? ` ${shortDigest(event.digest)}` : ''} (${seconds(event.seconds)})`
    case 'rollout.started':
      return `  → ${event.service}: rolling out to ${counted(event.desired, 'task')}`
    case 'rollout.event':
      return `    ${event.service}: ${shorten(event.message)}`
    case 'rollout.task-stopped':
      return `    ${event.service}: task ${event.task.slice(0, 8)} stopped: ${shorten(event.reason)}`
    case 'rollout.finished':
      return `  ${event.outcome === 'succeeded' || event.outcome === 'unchanged' ? '✔' : '✖'} ${event.service}: ${event.outcome}${event.detail ? `: ${event.detail}` : ''} (${seconds(event.seconds)})`
    case 'log.line':
      return `    ${event.service} | ${event.message}`
    case 'notice':
      return `· ${event.message}`
    case 'warning':
      return `! ${event.message}${event.hint ? ` ${event.hint}` : ''}`
    default:
      return undefined
  }
}

/** What is going on, for the heartbeat of a silent log. Pure. */
export function heartbeatLine(event: Event): string | undefined {
  switch (event.type) {
    case 'step.started':
      return event.step
    case 'resource.waiting':
      return `${event.kind} ${event.id}: ${event.detail}`
    case 'rollout.progress':
      return `${event.service}: ${event.healthy}/${event.desired} healthy${event.detail ? `, ${event.detail}` : ''}`
    case 'image.progress':
      return `${event.service}: ${event.phase} ${event.detail}`
    default:
      return undefined
  }
}
