import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs'

/**
 * The capacity provider for one more task: bases are filled first, then weights shared out.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
 *
 * @param counts how many tasks each provider has already
 * @returns undefined where no provider has a base to fill or a weight
 */
export function nextProvider(
  strategy: readonly CapacityProviderStrategyItem[],
  counts: Readonly<Record<string, number>>,
): string | undefined {
  const have = (item: CapacityProviderStrategyItem) => counts[item.capacityProvider!] ?? 0
  const unfilled = strategy.find(item => have(item) < (item.base ?? 0))
  if (unfilled) return unfilled.capacityProvider
  const load = (item: CapacityProviderStrategyItem) => (have(item) - (item.base ?? 0) + 1) / item.weight!
  const [lightest] = strategy.filter(item => (item.weight ?? 0) > 0).sort((a, b) => load(a) - load(b))
  return lightest?.capacityProvider
}
