import { outputsIn } from '../outputs.ts'
import { across, type Rule } from './rule.ts'

/** A bucket has a CDN's address only where there is one. */
export const cdnAddresses: Rule = across(['buckets', 'functions'], ({ buckets, functions }, { services }) =>
  Object.entries({ services, functions }).flatMap(([section, members]) =>
    Object.entries<{ readonly env: Readonly<Record<string, string>> }>(members).flatMap(([name, { env }]) =>
      Object.entries(env).flatMap(([variable, value]) => {
        const lacking = outputsIn(value).find(
          ({ section, name, property }) =>
            section === 'buckets' && property.startsWith('cdn') && !buckets[name]?.cdn,
        )
        if (!lacking) return []
        const message = `The bucket \`${lacking.name}\` has no CDN.`
        const remedy = `Write \`cdn: true\` under \`buckets.${lacking.name}\`, or ask for its \`url\`.`
        return [{ path: [section, name, 'env', variable], message, remedy }]
      }),
    ),
  ),
)
