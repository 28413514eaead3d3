import { EnvironmentCommand } from '../lib/cli/environment-command.ts'
import { DeployctlError } from '../lib/errors/index.ts'
import type { Doctor as DoctorResult } from '../lib/runbooks/doctor.ts'
import type { Theme } from '../lib/ui/format.ts'
import { presentDoctor } from '../lib/ui/present/doctor.ts'

export default class Doctor extends EnvironmentCommand<typeof Doctor, DoctorResult> {
  static override summary = 'Examine an environment: what is wrong, how it shows, and what to type next.'
  static override description =
    `Asks what the troubleshooting section of a runbook asks, all at once: releases, tasks, values,
network, load balancer, data stores, quotas. Changes nothing. Exits with 3 where it finds a problem, and with 0
where all is well or there are only warnings.`
  static override examples = ['<%= config.bin %> doctor prod', '<%= config.bin %> doctor prod --json']

  protected override readonly showsProgress = false

  protected async execute(): Promise<DoctorResult> {
    const { doctor } = await import('../lib/runbooks/doctor.ts')
    const result = await this.withContext(doctor)
    if (result.outcome === 'problems') process.exitCode = found.exitCode
    return result
  }

  protected present(result: DoctorResult, theme: Theme): string[] {
    return presentDoctor(result, theme)
  }
}

/** Never thrown: the result itself says what is wrong. */
const found = new DeployctlError('doctor.problems', { message: 'Something is wrong.' })
