import { capacityInWords, capacityOf } from '../../manifest/database-capacity.ts'
import { isAurora } from '../../manifest/database-engine.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { hoursPerMonth, type Item, type Lines } from '../item.ts'
import { type Month, tasksAt } from '../month.ts'

type Database = Manifest['databases'][string]
type About = Pick<Item, 'section' | 'subject'>

/** Instances and clusters of RDS, their storage, backups and proxies. */
export const databases: Lines = (manifest, month) =>
  Object.entries(manifest.databases)
    .filter(([, { existing }]) => existing === undefined)
    .flatMap(([name, database]) => {
      const about = { section: 'data', subject: `databases.${name}` } as const
      return isAurora(database.engine)
        ? cluster(about, name, manifest, month)
        : instance(about, name, database, month)
    })

/** A standby costs what the instance costs; a stopped one keeps its storage. */
function instance(about: About, name: string, database: Database, { usage, databaseAwake }: Month): Item[] {
  const { engine, class: size, storage, multiZone, backups: kept } = database
  const copies = multiZone ? 2 : 1
  return [
    {
      ...about,
      what: `RDS ${size}${multiZone ? ', and a standby' : ''}`,
      parts: [
        { price: `rds.${engine}.${size}.hour`, quantity: copies * hoursPerMonth * databaseAwake(name) },
      ],
    },
    {
      ...about,
      what: `${storage} GB of gp3${multiZone ? ', twice' : ''}`,
      parts: [{ price: 'rds.gp3-gb-month', quantity: copies * storage }],
    },
    ...(kept === 0 ? [] : [backups(about, 'rds.backup-gb-month', usage.backupGb)]),
    ...(database.proxy ? [instanceProxy(about, size)] : []),
  ]
}

/** While nobody uses it, each of its instances has its fewest ACUs: with none it is paused. */
function cluster(about: About, name: string, manifest: Manifest, { usage, databaseAwake }: Month): Item[] {
  const { readers, proxy } = manifest.databases[name]!
  const capacity = capacityOf(manifest, name)
  const { min, max } = capacity
  const instances = 1 + readers
  const usual = Math.min(max, Math.max(min, smallest, usage.auroraAcus))
  const awake = databaseAwake(name)
  const acus = instances * (awake * tasksAt({ min: usual, max }, usage.load) + (1 - awake) * min)
  return [
    {
      ...about,
      what: `Aurora Serverless, ${instances} × ${capacityInWords(capacity)}`,
      parts: [{ price: 'aurora.acu-hour', quantity: acus * hoursPerMonth }],
      assumes: ['auroraAcus'],
    },
    {
      ...about,
      what: 'Aurora, storage and I/O',
      parts: [
        { price: 'aurora.gb-month', quantity: usage.auroraGb },
        { price: 'aurora.million-ios', quantity: usage.auroraIos / 1_000_000 },
      ],
      assumes: ['auroraGb', 'auroraIos'],
    },
    backups(about, 'aurora.backup-gb-month', usage.backupGb),
    ...(proxy ? [clusterProxy(about, acus)] : []),
  ]
}

/** What is awake has half an ACU. */
const smallest = 0.5

function backups(
  about: About,
  price: 'rds.backup-gb-month' | 'aurora.backup-gb-month',
  quantity: number,
): Item {
  const parts = [{ price, quantity }]
  return { ...about, what: 'Backups beyond the size of the database', parts, assumes: ['backupGb'] }
}

/** RDS Proxy is billed by the vCPUs of its instance, two at least. */
function instanceProxy(about: About, size: string): Item {
  const vcpus = vcpusOf(size)
  const quantity = vcpus * hoursPerMonth
  return { ...about, what: `RDS Proxy, ${vcpus} vCPU`, parts: [{ price: 'rds.proxy-vcpu-hour', quantity }] }
}

/** And by the ACUs of a cluster, eight at least. */
function clusterProxy(about: About, acus: number): Item {
  const quantity = Math.max(8, acus) * hoursPerMonth
  return { ...about, what: 'RDS Proxy, by ACUs', parts: [{ price: 'rds.proxy-acu-hour', quantity }] }
}

/** All classes up to `large` have two vCPUs, and each doubling beyond it twice as many. */
function vcpusOf(instanceClass: string): number {
  const [, times] = /\.(\d*)xlarge$/.exec(instanceClass) ?? []
  return times === undefined ? 2 : 4 * Number(times || 1)
}
