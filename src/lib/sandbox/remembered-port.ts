import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The port that the sandbox on this directory had last, or 0. Images are known by it (`127.0.0.1:PORT/shop/api`),
 * so that with another one they would all seem to have changed.
 */
export function rememberedPort(directory: string): number {
  const file = fileIn(directory)
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || 0 : 0
}

export function rememberPort(directory: string, port: number): void {
  writeFileSync(fileIn(directory), `${port}\n`)
}

function fileIn(directory: string): string {
  return join(directory, 'port')
}
