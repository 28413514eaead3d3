import type { Certificate } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'

/** @throws AwsError CertificateNotFound */
export function checkCertificates(_call: Call, certificates: readonly Certificate[]): void {
  for (const { CertificateArn = '' } of certificates) {
    if (!/^arn:aws:(acm|iam):/.test(CertificateArn)) {
      throw awsError('CertificateNotFound', `Certificate '${CertificateArn}' not found`)
    }
  }
}
