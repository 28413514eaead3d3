import type { Situation, Stage } from '../../situation.ts'

const stages: Readonly<Record<Stage, string>> = {
  database: 'Starting its database',
  capacity: 'Finding a computer for it',
  image: 'Fetching the program',
  container: 'Starting the program',
  health: 'Waiting for its first answer',
}

/** The steps of a start, in order, as people read them. Pure. */
export function stepsOf(hasDatabases: boolean): readonly (readonly [Stage, string])[] {
  const all = Object.entries(stages) as [Stage, string][]
  return all.filter(([stage]) => hasDatabases || stage !== 'database')
}

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
        detail: `${stages[situation.stage]}. ${usually(situation.stage)}`,
      }
    case 'stopping':
      return { heading: `${title} is going to sleep`, detail: 'It is woken again as soon as it has stopped.' }
    case 'failed':
      return { heading: `${title} could not be started`, detail: situation.reason }
    case 'stopped':
      return { heading: `${title} is asleep`, detail: 'It is woken by a visit to this page.' }
  }
}

function usually(stage: Stage): string {
  return stage === 'database' ? 'That takes some minutes.' : 'It usually takes less than a minute.'
}
