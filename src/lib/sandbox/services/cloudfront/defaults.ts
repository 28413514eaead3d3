import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront'

const none = { Quantity: 0 }

/** A configuration as CloudFront answers it: with everything that was left out. */
export function withDefaults(config: DistributionConfig): DistributionConfig {
  const behaviour = config.DefaultCacheBehavior!
  const allowed = behaviour.AllowedMethods ?? { Quantity: 2, Items: ['GET', 'HEAD'] }
  const cached = allowed.CachedMethods ?? { Quantity: 2, Items: ['GET', 'HEAD'] }
  return {
    DefaultRootObject: '',
    OriginGroups: none,
    CacheBehaviors: none,
    Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
    PriceClass: 'PriceClass_All',
    WebACLId: '',
    HttpVersion: 'http2',
    IsIPV6Enabled: true,
    ContinuousDeploymentPolicyId: '',
    Staging: false,
    Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    ...config,
    Aliases: config.Aliases ?? none,
    CustomErrorResponses: config.CustomErrorResponses ?? none,
    Origins: { ...config.Origins!, Items: config.Origins!.Items!.map(originWithDefaults) },
    DefaultCacheBehavior: {
      TrustedSigners: { Enabled: false, Quantity: 0 },
      TrustedKeyGroups: { Enabled: false, Quantity: 0 },
      SmoothStreaming: false,
      Compress: false,
      LambdaFunctionAssociations: none,
      FunctionAssociations: none,
      FieldLevelEncryptionId: '',
      GrpcConfig: { Enabled: false },
      ...behaviour,
      // In an order of its own.
      AllowedMethods: {
        Quantity: allowed.Quantity,
        Items: allowed.Items?.toReversed(),
        CachedMethods: { Quantity: cached.Quantity, Items: cached.Items?.toReversed() },
      },
    },
    ViewerCertificate: certificateWithDefaults(config.ViewerCertificate),
  }
}

function originWithDefaults(origin: Origin): Origin {
  return {
    OriginPath: '',
    CustomHeaders: none,
    ConnectionAttempts: 3,
    ConnectionTimeout: 10,
    OriginShield: { Enabled: false },
    OriginAccessControlId: '',
    ...origin,
  }
}

function certificateWithDefaults(
  given: DistributionConfig['ViewerCertificate'],
): DistributionConfig['ViewerCertificate'] {
  const { ACMCertificateArn } = given ?? {}
  if (ACMCertificateArn === undefined) {
    return {
      CloudFrontDefaultCertificate: true,
      SSLSupportMethod: 'vip',
      MinimumProtocolVersion: 'TLSv1',
      CertificateSource: 'cloudfront',
    }
  }
  return {
    ...given,
    CloudFrontDefaultCertificate: false,
    Certificate: ACMCertificateArn,
    CertificateSource: 'acm',
  }
}
