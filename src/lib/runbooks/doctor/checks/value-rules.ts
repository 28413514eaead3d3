import { defineCheck } from '../check.ts'
import { counted } from '../telling.ts'

/** Whether values look as the manifest says that they must, such as a URL that begins with `wss://`. Never shows one. */
export const valueRules = defineCheck({
  name: 'value-rules',
  title: 'Values look as the manifest says',
  area: 'values',
  needs: ['values'],
  examine({ values: { declared } }, { scope }) {
    const readable = declared.filter(({ state }) => state === 'set')
    if (readable.length === 0) return { skipped: 'no declared value could be read' }
    const findings = readable.flatMap(({ label, complaint, services }) => {
      if (complaint === undefined) return []
      const users = services.length > 0 ? `used by ${services.join(', ')}` : 'no service uses it'
      const next = `deployctl secrets put ${scope.environment} ${label}, then deployctl deploy ${scope.environment}`
      return [{ level: 'problem' as const, message: complaint, evidence: [users], next }]
    })
    return { looked: counted(readable.length, 'value'), findings }
  },
})
