import { maxConnections } from '../../../manifest/max-connections.ts'
import type { DatabaseState } from '../../../resources/database-state.ts'
import { databaseAnswers, databaseIsWell, databasePasses } from '../../live/store-status.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { type Measures, measureKey } from '../readers/measures.ts'
import { standingOf } from '../readers/standing.ts'
import { counted } from '../telling.ts'

const GiB = 1024 ** 3

/** Whether the databases answer, and have room. */
export const databases = defineCheck({
  name: 'databases',
  title: 'Databases answer and have room',
  area: 'stores',
  needs: ['standing', 'measures'],
  examine({ standing, measures }, about) {
    const found = standingOf<DatabaseState>(standing, 'database')
    const wanted = found.filter(([name]) => name in about.manifest.databases)
    if (wanted.length === 0) return { skipped: 'no database stands' }
    const findings = wanted.flatMap(([name, state]) => [
      ...statusOf(name, state, about),
      ...storageOf(name, state, measures, about),
      ...connectionsOf(name, state, measures, about),
      ...capacityUsed(name, state, measures, about),
      ...exposureOf(name, state, about),
    ])
    return { looked: counted(wanted.length, 'database'), findings }
  },
})

function statusOf(name: string, state: DatabaseState, { scope }: About): Finding[] {
  if (databaseIsWell(state)) return []
  const { identifier, status } = busy(state)
  const evidence = [`RDS says of ${identifier}: ${status}`]
  if (databasePasses(status)) {
    const message = `The database ${name} does not answer right now.`
    return [
      { level: 'warning', message, evidence, next: `deployctl doctor ${scope.environment}, in some minutes` },
    ]
  }
  const full = status === 'storage-full'
  const message = full
    ? `The database ${name} is full: it takes no more writes.`
    : `The database ${name} does not answer.`
  return [
    {
      level: 'problem',
      message,
      evidence,
      next: full ? moreStorage(name, scope.environment) : cureOf(state),
    },
  ]
}

/** What keeps it from answering: the cluster itself, or the instance that takes writes. */
function busy(state: DatabaseState): Pick<DatabaseState, 'identifier' | 'status'> {
  if (state.form === 'instance' || !databaseAnswers(state.status)) return state
  const writer = state.members.find(({ isWriter }) => isWriter) ?? state.members[0]
  return writer ?? { identifier: state.identifier, status: 'without an instance' }
}

function cureOf(state: DatabaseState): string {
  const { identifier, status } = busy(state)
  const isCluster = identifier === state.identifier && state.form === 'cluster'
  const kind = isCluster ? 'cluster' : 'instance'
  if (/^stop/.test(status)) return `aws rds start-db-${kind} --db-${kind}-identifier ${identifier}`
  if (/^inaccessible-encryption/.test(status))
    return 'enable the KMS key that it is encrypted with, and let RDS use it'
  return `aws rds describe-events --source-type db-${kind} --source-identifier ${identifier}`
}

/** The storage of Aurora grows by itself. */
function storageOf(name: string, state: DatabaseState, measures: Measures, { scope }: About): Finding[] {
  if (state.form === 'cluster') return []
  const { storage } = state
  const free = measures.get(measureKey('databases', name, 'FreeStorageSpace'))
  if (free === undefined || free > storage * GiB * 0.1) return []
  return [
    {
      level: free < storage * GiB * 0.05 ? 'problem' : 'warning',
      message: `The database ${name} runs out of storage.`,
      evidence: [`${(free / GiB).toFixed(1)} of ${storage} GiB are free.`],
      next: moreStorage(name, scope.environment),
    },
  ]
}

function moreStorage(name: string, environment: string): string {
  return `raise databases.${name}.storage, then deployctl bootstrap ${environment}`
}

function connectionsOf(
  name: string,
  { identifier, form }: DatabaseState,
  measures: Measures,
  { manifest, scope }: About,
): Finding[] {
  const most = maxConnections(manifest.databases[name]!)
  const used = measures.get(measureKey('databases', name, 'DatabaseConnections'))
  if (most === undefined || used === undefined || used < most * 0.8) return []
  return [
    {
      level: used >= most * 0.95 ? 'problem' : 'warning',
      message: `The database ${name} has few connections left.`,
      evidence: [`${used} of about ${most} connections to ${identifier} are used.`],
      next: manifest.databases[name]!.proxy
        ? `choose a larger databases.${name}.${form === 'cluster' ? 'capacity.max' : 'class'}, then deployctl bootstrap ${scope.environment}`
        : `set databases.${name}.proxy, or let each task open fewer, then deployctl bootstrap ${scope.environment}`,
    },
  ]
}

/** "Key metrics for Aurora Serverless v2": near 100 it has grown as far as it may. */
function capacityUsed(name: string, state: DatabaseState, measures: Measures, { scope }: About): Finding[] {
  const used = measures.get(measureKey('databases', name, 'ACUUtilization'))
  if (state.form === 'instance' || !state.capacity || used === undefined || used < 95) return []
  return [
    {
      level: 'warning',
      message: `The database ${name} has grown as far as it may.`,
      evidence: [`${state.identifier} used ${Math.round(used)} % of ${state.capacity.max} ACUs.`],
      next: `raise databases.${name}.capacity.max, then deployctl bootstrap ${scope.environment}`,
    },
  ]
}

function exposureOf(name: string, state: DatabaseState, { scope }: About): Finding[] {
  if (!state.public) return []
  return [
    {
      level: 'warning',
      message: `The database ${name} has an address on the internet.`,
      evidence: [`RDS says of ${state.identifier}: PubliclyAccessible`],
      next: `deployctl bootstrap ${scope.environment}`,
    },
  ]
}
