import type { Ports } from '../../../src/lib/aws/index.ts'
import type { Manifest } from '../../../src/lib/manifest/schema/manifest.ts'
import { type Checked, type Doctor, doctor } from '../../../src/lib/runbooks/doctor.ts'
import { put } from '../../../src/lib/runbooks/secrets.ts'
import { entriesOf } from '../../../src/lib/secrets/index.ts'
import { Stage } from '../stage.ts'

/** A deployed environment to plant faults in. */
export class Ward {
  readonly stage: Stage
  readonly manifest: Manifest

  private constructor(stage: Stage, manifest: Manifest) {
    this.stage = stage
    this.manifest = manifest
  }

  /** @param values by label */
  static async open(
    describe: (stage: Stage) => Manifest | Promise<Manifest>,
    values: Readonly<Record<string, string>> = {},
  ): Promise<Ward> {
    const stage = await Stage.open()
    const manifest = await describe(stage)
    await stage.bootstrap(manifest)
    const ward = new Ward(stage, manifest)
    await ward.put(values)
    await stage.deploy(manifest)
    return ward
  }

  get ports(): Ports {
    return this.stage.context(this.manifest).ports
  }

  close(): Promise<void> {
    return this.stage.close()
  }

  /** Back to what the manifest says. */
  mend(): Promise<void> {
    return this.stage.bootstrap(this.manifest)
  }

  async put(values: Readonly<Record<string, string>>): Promise<void> {
    const entries = entriesOf(this.manifest)
    const given = Object.entries(values).map(([label, value]) => ({
      entry: entries.find(entry => entry.label === label)!,
      value,
    }))
    await put(this.stage.context(this.manifest), given)
  }

  examine(manifest = this.manifest): Promise<Doctor> {
    return doctor(this.stage.context(manifest))
  }

  /** What one check came to. */
  async ask(name: string, manifest = this.manifest): Promise<Checked> {
    const { checks } = await this.examine(manifest)
    return checks.find(check => check.name === name)!
  }
}

/** What is not well, by check. */
export function complaints({ checks }: Doctor): Record<string, string[]> {
  const ill = checks.filter(({ findings }) => findings.length > 0)
  return Object.fromEntries(ill.map(({ name, findings }) => [name, findings.map(({ message }) => message)]))
}
