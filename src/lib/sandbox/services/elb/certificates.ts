import type { Certificate } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { certificates } from '../acm/tables.ts'

/** @throws AwsError CertificateNotFound, UnsupportedCertificate */
export function checkCertificates(call: Call, given: readonly Certificate[]): void {
  for (const { CertificateArn = '' } of given) {
    const certificate = call.table(certificates).get(CertificateArn)
    if (!certificate) throw awsError('CertificateNotFound', `Certificate '${CertificateArn}' not found`)
    if (certificate.status !== 'ISSUED') {
      throw awsError(
        'UnsupportedCertificate',
        `The certificate '${CertificateArn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
      )
    }
  }
}
