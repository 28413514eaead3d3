import { measuredWithin } from '../ask-measures.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import type { FunctionReading } from '../readers/functions.ts'
import { counted } from '../telling.ts'

/** Whether functions are ready to be called, and answer without errors. */
export const functions = defineCheck({
  name: 'functions',
  title: 'Functions are ready and do not fail',
  area: 'tasks',
  needs: ['functions', 'ledger'],
  examine({ functions, ledger }, about) {
    if (functions.length === 0) return { skipped: 'the manifest has no functions' }
    const standing = functions.filter(({ state }) => state !== undefined)
    if (standing.length === 0 && ledger.releases.length === 0) return { skipped: 'nothing was deployed yet' }
    const findings = functions.flatMap(one => [...stateOf(one, about), ...failuresOf(one, about)])
    return {
      looked: `${counted(functions.length, 'function')}, the last ${measuredWithin} minutes`,
      findings,
    }
  },
})

function stateOf(one: FunctionReading, { scope }: About): Finding[] {
  const { name, awsName, state, stateReason, lastUpdate, lastUpdateReason } = one
  const deploy = `deployctl deploy ${scope.environment}`
  if (state === undefined) {
    return [
      {
        level: 'problem',
        message: `The function ${name} does not stand.`,
        evidence: [awsName],
        next: deploy,
      },
    ]
  }
  const told = (reason = 'Lambda gave no reason.') => [`Lambda says of ${awsName}: ${reason}`]
  if (state === 'Failed') {
    const message = `The function ${name} cannot run.`
    return [{ level: 'problem', message, evidence: told(stateReason), next: deploy }]
  }
  if (lastUpdate === 'Failed') {
    const message = `The function ${name} could not take what it was given last; what it had before serves.`
    return [{ level: 'warning', message, evidence: told(lastUpdateReason), next: deploy }]
  }
  // Lambda puts one to sleep that nobody called for weeks; the next call wakes it.
  if (state === 'Active' || state === 'Inactive') return []
  const evidence = [`Lambda says of ${awsName}: ${[state, stateReason].filter(Boolean).join(': ')}`]
  return [
    {
      level: 'warning',
      message: `The function ${name} is not ready yet.`,
      evidence,
      next: `deployctl status ${scope.environment}`,
    },
  ]
}

function failuresOf({ name, awsName, errors, throttles }: FunctionReading, { scope }: About): Finding[] {
  const logs = `aws logs tail /aws/lambda/${awsName} --since ${measuredWithin}m`
  const failed: Finding = {
    level: 'warning',
    message: `The function ${name} failed ${counted(errors, 'time')}.`,
    evidence: [`AWS/Lambda Errors of ${awsName}, the last ${measuredWithin} minutes`],
    next: name.startsWith('on-demand-') ? logs : `deployctl logs ${scope.environment} ${name}`,
  }
  const refused: Finding = {
    level: 'warning',
    message: `The function ${name} was not let run ${counted(throttles, 'time')}: too many calls at once.`,
    evidence: [`AWS/Lambda Throttles of ${awsName}, the last ${measuredWithin} minutes`],
    next: `raise functions.${name}.concurrency, or ask for more: lambda L-B99A9384`,
  }
  return [...(errors > 0 ? [failed] : []), ...(throttles > 0 ? [refused] : [])]
}
