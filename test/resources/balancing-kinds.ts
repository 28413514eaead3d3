import { certificate } from '../../src/lib/resources/certificate.ts'
import { certificateValidation } from '../../src/lib/resources/certificate-validation.ts'
import { internetGateway } from '../../src/lib/resources/internet-gateway.ts'
import { listener } from '../../src/lib/resources/listener.ts'
import { listenerRules } from '../../src/lib/resources/listener-rules.ts'
import { loadBalancer } from '../../src/lib/resources/load-balancer.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { targetGroup } from '../../src/lib/resources/target-group.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'

/** All that a load balancer is made of, and stands on. */
export const balancingKinds = [
  certificate,
  certificateValidation,
  internetGateway,
  listener,
  listenerRules,
  loadBalancer,
  securityGroup,
  securityGroupRules,
  subnet,
  targetGroup,
  vpc,
]
