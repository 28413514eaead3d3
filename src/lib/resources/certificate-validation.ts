import { until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import {
  type CertificateState,
  certificate,
  isLost,
  readCertificate,
  recordedInTag,
  type ValidationRecord,
} from './certificate.ts'
import { changeRecord, plainName, recordsOf } from './dns-change.ts'
import { readHostedZone } from './hosted-zone.ts'
import { securedDomain } from './ingress.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface CertificateValidationSpec {
  readonly domain: string
  /** Undefined where DNS is kept elsewhere. */
  readonly hostedZone: string | undefined
}

export interface CertificateValidationState {
  readonly domain: string
  readonly status: string
  readonly validation?: ValidationRecord | undefined
  /** Hosted zone where deployctl made the record. */
  readonly recordedIn?: string | undefined
  /** Whether that record stands there; ACM needs it again for every renewal. */
  readonly recordStands: boolean
}

/** Seconds after which an issue is late: with a delegated zone it takes a few minutes. */
const late = 5 * 60
const patience = 45 * 60

/** The record that proves the domain, and the wait until ACM has seen it. */
export const certificateValidation = defineResource<
  CertificateValidationSpec,
  CertificateValidationState,
  { certificate: typeof certificate }
>({
  kind: 'certificate-validation',
  stage: 'bootstrap',
  deps: { certificate },

  desired(manifest) {
    const domain = securedDomain(manifest)
    if (!domain || domain.certificate) return {}
    return { [domain.name]: { domain: domain.name, hostedZone: domain.hostedZone } }
  },

  async inspect(scope, ports) {
    const certificates = Object.entries(await certificate.inspect(scope, ports))
    const begun = certificates.filter(([, { status, recordedIn }]) => status === 'ISSUED' || recordedIn)
    const states = begun.map(async ([id, { domain, status, validation, recordedIn }]) => {
      const records = recordedIn ? await recordsOf(recordedIn, validation!.name, ports) : []
      return [id, { domain, status, validation, recordedIn, recordStands: records.length > 0 }] as const
    })
    return Object.fromEntries(await Promise.all(states))
  },

  diff: (want, have) => [
    ...changed('status', have.status, 'ISSUED'),
    ...(have.recordedIn && want.hostedZone ? changed('record', have.recordStands, true) : []),
  ],

  async ensure({ domain, hostedZone }, have, deps, run) {
    const proof = deps.certificate.of(domain)
    if (isLost(proof)) throw refused(proof)
    const { arn, validation } = proof
    const ours = hostedZone && (await publish(hostedZone, arn, validation!, have, run))
    if (!hostedZone) askForRecord(domain, validation!, run)
    await untilIssued(arn, domain, hostedZone, run)
    return {
      domain,
      status: 'ISSUED',
      validation,
      recordedIn: ours || undefined,
      recordStands: Boolean(ours),
    }
  },

  async remove({ validation, recordedIn }, run) {
    if (!recordedIn || !validation) return
    const records = await recordsOf(recordedIn, validation.name, run.ports)
    const ours = records.find(record => proves(record, validation))
    if (ours) await changeRecord(recordedIn, 'DELETE', ours, run)
  },

  identify: ({ domain }) => domain,
})

/** Makes the record where it is missing. Returns the zone where the record is ours. */
async function publish(
  hostedZone: string,
  CertificateArn: string,
  validation: ValidationRecord,
  have: CertificateValidationState | undefined,
  run: Run,
): Promise<string | undefined> {
  const records = await recordsOf(hostedZone, validation.name, run.ports)
  const stands = records.some(record => proves(record, validation))
  // Every certificate of an account for this name has the same record: one that stands may belong to another of them.
  if (stands && !have?.recordedIn) return undefined
  if (records.length > 0 && !stands) {
    throw new DeployctlError('dns.record-taken', {
      message: `${plainName(validation.name)} stands in hosted zone ${hostedZone} already, and says something else than ACM asks for.`,
    })
  }
  // Noted before it is made, so that a crash in between cannot leave a record that nobody remembers.
  await run.ports.acm.addTagsToCertificate({
    CertificateArn,
    Tags: [{ Key: recordedInTag, Value: hostedZone }],
  })
  const { name, type, value } = validation
  const record = { Name: name, Type: type as 'CNAME', TTL: 300, ResourceRecords: [{ Value: value }] }
  if (!stands) await changeRecord(hostedZone, 'UPSERT', record, run)
  return hostedZone
}

function proves(
  record: { ResourceRecords?: { Value?: string | undefined }[] | undefined },
  { value }: ValidationRecord,
) {
  return record.ResourceRecords?.some(({ Value }) => plainName(Value!) === plainName(value)) ?? false
}

function askForRecord(domain: string, { name, type, value }: ValidationRecord, { emit }: Run): void {
  emit({
    type: 'warning',
    message: `The certificate for ${domain} waits for a DNS record that only you can create.`,
    hint: `Where DNS is kept, create: ${name} ${type} ${value}`,
  })
}

async function untilIssued(
  arn: string,
  domain: string,
  hostedZone: string | undefined,
  run: Run,
): Promise<void> {
  const started = run.clock.now()
  let told = ''
  await until({ ...run, what: `ACM to issue the certificate for ${domain}`, within: patience }, async () => {
    const found = await readCertificate(arn, run.ports)
    if (found?.status === 'ISSUED') return true
    if (found && isLost(found)) throw refused(found)
    const isLate = run.clock.now() - started > late * 1000
    const detail = isLate && hostedZone ? await undelegated(hostedZone, domain, run) : waitingFor(found)
    if (detail !== told) run.waiting(detail)
    told = detail
    return undefined
  })
}

function waitingFor(found: CertificateState | undefined): string {
  const name = found?.validation?.name
  return name ? `for ACM to see ${plainName(name)}; a few minutes` : 'for ACM'
}

async function undelegated(hostedZone: string, domain: string, { ports }: Run): Promise<string> {
  const zone = await readHostedZone(hostedZone, ports)
  const servers = zone?.nameServers.join(', ') || 'its name servers'
  return `ACM does not see the record: hosted zone ${hostedZone} seems not delegated. The registrar of ${domain} has to name ${servers}`
}

function refused({ domain, status, failure }: CertificateState): DeployctlError {
  return new DeployctlError('certificate.refused', {
    message: `ACM will not issue the certificate for ${domain}: ${failure ?? status}.`,
  })
}
