import { eachService, type Rule } from './rule.ts'

/** ECS ends a task 120 seconds after asking it to stop, whatever is written (ContainerDefinition.stopTimeout). */
const longestStop = 120
/** A target group waits an hour at most (deregistration_delay.timeout_seconds). */
const longestDrain = 3600

export const taskCount: Rule = eachService(({ count }, { path }) => {
  const { min, max, cpu, memory } = count
  if (min > max) {
    const message = `The fewest tasks (${min}) are more than the most (${max}).`
    return [{ path: [...path, 'count', 'min'], message, remedy: `Write \`min\` of ${max} or less.` }]
  }
  if (min === max || cpu !== undefined || memory !== undefined) return []
  const message = `Nothing says when to go from ${min} to ${max} tasks.`
  return [
    { path: [...path, 'count'], message, remedy: 'Add a target such as `cpu: 70`, or write one number.' },
  ]
})

/** A strategy needs a provider with some weight, and one provider at most may have a base (CapacityProviderStrategyItem). */
export const capacityShares: Rule = eachService(({ capacity: { onDemand, spot } }, { path }) => {
  const place = [...path, 'capacity']
  if (!onDemand?.weight && !spot?.weight)
    return [
      {
        path: place,
        message: 'No capacity has any weight.',
        remedy: 'Write `weight: 1` for one of the two.',
      },
    ]
  if (!onDemand?.base || !spot?.base) return []
  const message = 'ECS allows a base for one kind of capacity only.'
  return [{ path: [...place, 'spot', 'base'], message, remedy: 'Keep the base of `onDemand`.' }]
})

/** Fargate takes a Spot task away two minutes after a warning. */
export const stopping: Rule = eachService(({ stopTimeout, drain, capacity }, { path }) => {
  const stop =
    stopTimeout <= longestStop
      ? []
      : [
          {
            path: [...path, 'stopTimeout'],
            message: 'ECS waits 120s at most.',
            remedy: 'Write 120s or less.',
          },
        ]
  const drainPath = [...path, 'drain']
  if (drain > longestDrain)
    return [
      ...stop,
      { path: drainPath, message: 'A target group waits 1h at most.', remedy: 'Write 1h or less.' },
    ]
  if (!capacity.spot?.weight || drain < longestStop) return stop
  const message = 'A Spot task has two minutes in all, and would be gone before it is drained.'
  return [...stop, { path: drainPath, message, remedy: 'Write less than 2m, such as 90s.' }]
})
