import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { Call } from '../../service.ts'
import { arnOf } from './lookup.ts'
import { statesOf } from './states.ts'
import { type AliasRecord, latest, type VersionRecord } from './tables.ts'

/**
 * A version as AWS answers it.
 *
 * @param qualified whether its ARN tells the version; that of `$LATEST` does only where it was asked for
 */
export function shown(call: Call, version: VersionRecord, qualified?: boolean): FunctionConfiguration {
  const { name, code, packageType, environment, imageConfig, tracing } = version
  const tellsVersion = qualified ?? version.version !== latest
  return {
    FunctionName: name,
    FunctionArn: arnOf(call, name, tellsVersion ? version.version : undefined),
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memory,
    LastModified: awsTime(version.lastModified),
    Version: version.version,
    ...(version.vpc && { VpcConfig: version.vpc }),
    ...(environment && { Environment: { Variables: environment } }),
    ...(imageConfig && { ImageConfigResponse: { ImageConfig: imageConfig } }),
    TracingConfig: { Mode: tracing },
    RevisionId: version.revisionId,
    PackageType: packageType,
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.storage },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: version.logging,
    ...statesOf(call, version),
  }
}

export function shownAlias({ alias, arn, version, description, weights, revisionId }: AliasRecord) {
  return {
    AliasArn: arn,
    Name: alias,
    FunctionVersion: version,
    Description: description,
    RevisionId: revisionId,
    ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
  } satisfies AliasConfiguration
}

/** Lambda writes `2026-11-21T12:00:00.000+0000`. */
function awsTime(date: Date): string {
  return date.toISOString().replace('Z', '+0000')
}
