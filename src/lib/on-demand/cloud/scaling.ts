import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling'
import type { Settings } from '../settings.ts'

/** Holds autoscaling back while the services sleep, as `deployctl sleep` does: it would wake them. */
export async function holdScaling(
  client: () => Promise<ApplicationAutoScalingClient>,
  { cluster, services }: Settings,
  held: boolean,
): Promise<void> {
  const scaled = services.filter(({ minimum }) => minimum !== undefined)
  if (scaled.length === 0) return
  const { RegisterScalableTargetCommand } = await import('@aws-sdk/client-application-auto-scaling')
  const scaling = await client()
  const SuspendedState = {
    DynamicScalingInSuspended: held,
    DynamicScalingOutSuspended: held,
    ScheduledScalingSuspended: held,
  }
  await Promise.all(
    scaled.map(({ serviceName, minimum }) =>
      scaling.send(
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: `service/${cluster}/${serviceName}`,
          MinCapacity: held ? 0 : minimum!,
          SuspendedState,
        }),
      ),
    ),
  )
}
