import { spawn } from 'node:child_process'

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Shows a web address in the browser that this machine opens addresses with; where there is none, nothing happens. */
export function openBrowser(url: string): void {
  const [command, ...words] = openers[process.platform] ?? []
  if (!command || !/^https?:\/\//.test(url)) return
  const opened = spawn(command, [...words, url], { stdio: 'ignore', detached: true })
  opened.on('error', () => {})
  opened.unref()
}
