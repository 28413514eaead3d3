import type { Situation, Stage } from '../../situation.ts'

const stages: Readonly<Record<Stage, string>> = {
  capacity: 'Finding a computer for it',
  image: 'Fetching the program',
  container: 'Starting the program',
  health: 'Waiting for its first answer',
}

/** The steps of a start, in order, as people read them. */
export const steps = Object.entries(stages) as readonly (readonly [Stage, string])[]

/** What is going on, in one line for everybody who waits. Pure. */
export function saying(
  situation: Situation,
  title: string,
): { readonly heading: string; readonly detail: string } {
  switch (situation.status) {
    case 'running':
      return { heading: `${title} is awake`, detail: 'Taking you there.' }
    case 'starting':
      return {
        heading: `Waking ${title}`,
        detail: `${stages[situation.stage]}. It usually takes less than a minute.`,
      }
    case 'stopping':
      return { heading: `${title} is going to sleep`, detail: 'It is woken again as soon as it has stopped.' }
    case 'failed':
      return { heading: `${title} could not be started`, detail: situation.reason }
    case 'stopped':
      return { heading: `${title} is asleep`, detail: 'It is woken by a visit to this page.' }
  }
}
