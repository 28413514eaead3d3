import { expect, test } from 'vitest'
import {
  databaseIdentifier,
  instancePatterns,
  restoredIdentifier,
} from '../../src/lib/resources/database-names.ts'
import { scope } from './manifest.ts'

test.each(['main', 'a'.repeat(50), 'a'.repeat(60)])(
  'patterns match all that an instance of %s is called, and no more',
  id => {
    const matches = (name: string) =>
      instancePatterns(scope, id).some(pattern => new RegExp(`^${pattern.replaceAll('?', '.')}$`).test(name))
    const at = new Date('2026-11-21T03:12:05.678Z')
    const names = [
      databaseIdentifier(scope, id),
      ...[1, 2, 10].map(copy => restoredIdentifier(scope, id, at, copy)),
    ]
    expect(names.filter(name => !matches(name))).toEqual([])
    expect(matches(databaseIdentifier(scope, `${id.slice(1)}-restored`))).toBe(false)
    expect(matches(`${databaseIdentifier(scope, id)}-2`)).toBe(false)
  },
)
