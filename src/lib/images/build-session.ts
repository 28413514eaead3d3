import type Docker from 'dockerode'
import type { Engine } from './engine.ts'

type DialOptions = Parameters<Docker['modem']['dial']>[0]

interface Socket {
  destroy(): void
}

/**
 * Runs a build with a client whose BuildKit session ends with it. dockerode closes the session only when
 * the build's answer ends well; after a refusal or an abort its socket would keep the process alive.
 */
export async function withBuildSession<T>(engine: Engine, build: (docker: Docker) => Promise<T>): Promise<T> {
  const sockets: Socket[] = []
  const modem = Object.create(engine.docker.modem)
  modem.dial = (request: DialOptions, answer: (error: unknown, data: unknown) => void) =>
    engine.docker.modem.dial(request, (error: unknown, data: unknown) => {
      if (request.hijack && data) sockets.push(data as Socket)
      answer(error, data)
    })
  const docker = Object.assign(Object.create(engine.docker), { modem })
  try {
    return await build(docker)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}
