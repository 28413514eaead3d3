import type { Entry } from './entry.ts'

/** What can go wrong with images and registries. */
export const imageErrors = {
  'images.no-engine': {
    exit: 'preflight',
    hint: 'Start Docker. Where it listens elsewhere (Colima, Rancher Desktop, another machine), set DOCKER_HOST to the address that `docker context ls` shows.',
  },
  'images.context-missing': { exit: 'usage', hint: 'Set `build.context` to a directory.' },
  'images.context-unreadable': {
    exit: 'preflight',
    hint: 'Make it readable, or leave it out of the build in `.dockerignore`.',
  },
  'images.context-changed': { exit: 'preflight', hint: 'Run the same command again once the files rest.' },
  'images.dockerfile-missing': { exit: 'usage', hint: 'Name it in `build.dockerfile`.' },
  'images.build-failed': { exit: 'preflight', hint: 'Mend the Dockerfile; nothing was changed in AWS.' },
  'images.platform-unsupported': { exit: 'preflight', hint: 'Choose another platform in `build.platforms`.' },
  'images.push-failed': {
    exit: 'preflight',
    hint: 'Run the same command again: layers that arrived are not sent twice.',
  },
  'images.invalid-reference': {
    exit: 'usage',
    hint: 'Write `[REGISTRY/]NAME[:TAG]`, or `[REGISTRY/]NAME@sha256:…`.',
  },
  'images.not-found': { exit: 'preflight', hint: 'Check the name and the tag.' },
  'images.registry-denied': {
    exit: 'credentials',
    hint: 'Check that these credentials may pull from, and push to, the repository named above.',
  },
  'images.registry-unreachable': {
    exit: 'preflight',
    hint: 'Check the network, then run the same command again.',
  },
} as const satisfies Record<string, Entry>
