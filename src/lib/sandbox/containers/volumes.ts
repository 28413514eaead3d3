import type Docker from 'dockerode'
import type { VolumeSpec } from './task-spec.ts'

const blockSize = 512

/** A volume of the engine's for each of a container's, kept from task to task. */
export function mountSettings(
  volumes: readonly VolumeSpec[],
  labels: Readonly<Record<string, string>>,
  stateId: string,
): Docker.MountSettings[] {
  return volumes.map(({ id, path, readOnly }) => ({
    Type: 'volume',
    Source: `deployctl-sandbox-${stateId}-${id}`,
    Target: path,
    ReadOnly: readOnly,
    // As a mount does, it hides what the image has there.
    VolumeOptions: { NoCopy: true, Labels: { ...labels }, DriverConfig: { Name: 'local', Options: {} } },
  }))
}

/** Lets whoever a container runs as write into a new volume, as an access point does. */
export async function openToAll(container: Docker.Container, volumes: readonly VolumeSpec[]): Promise<void> {
  const writable = volumes.filter(({ readOnly }) => !readOnly)
  if (writable.length > 0) await container.putArchive(archiveOf(writable), { path: '/' })
}

/** Removes the volumes of a sandbox whose state goes with it. */
export async function removeVolumes(docker: Docker, label: string): Promise<void> {
  const { Volumes } = await docker.listVolumes({ filters: { label: [label] } })
  await Promise.allSettled((Volumes ?? []).map(({ Name }) => docker.getVolume(Name).remove()))
}

/** A tar archive of directories alone, which unpacking gives their owner and mode. */
function archiveOf(volumes: readonly VolumeSpec[]): Buffer {
  return Buffer.concat([...volumes.map(directoryEntry), Buffer.alloc(2 * blockSize)])
}

/** A header in the ustar format (POSIX.1-1988): numbers in octal, and a checksum over it all. */
function directoryEntry({ path, uid }: VolumeSpec): Buffer {
  const header = Buffer.alloc(blockSize)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(`${path.slice(1)}/`, 0)
  header.write(octal(0o777, 7), 100)
  header.write(octal(uid, 7), 108)
  header.write(octal(uid, 7), 116)
  header.write(octal(0, 11), 124)
  header.write(octal(0, 11), 136)
  header.write(' '.repeat(8), 148)
  header.write('5', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 6)} `, 148)
  return header
}
