import fc from 'fast-check'

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const variable = fc.stringMatching(/^[A-Z][A-Z0-9]{0,8}_$/)
const duration = fc.tuple(fc.integer({ min: 5, max: 100 }), fc.constant('s')).map(parts => parts.join(''))

/** Any text that YAML can hold, and above all what YAML, comments and references would take for their own. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter(value => /^[^\p{Cc}]*$/u.test(value)),
  fc.constantFrom(
    '# x',
    'a: b',
    '- x',
    '~',
    'null',
    'yes',
    '012',
    '1e3',
    '|',
    '> x',
    '*a',
    '&a',
    '!x',
    '"',
    "'",
  ),
  fc.constantFrom(
    'a\nb',
    ' lead',
    'trail ',
    '\n',
    'two\n\nlines\n',
    '\\n',
    '{',
    '[x]',
    '%',
    '@',
    '`',
    'x'.repeat(200),
  ),
)
/** As it would be written: a `${` that is meant as it stands is escaped. */
const literal = fc
  .oneof(text, fc.constantFrom('${HOME}', '$${x}', 'a ${'))
  .map(value => value.replaceAll('${', () => '$${'))

const count = fc.oneof(
  fc.nat(9),
  fc.record(
    {
      min: fc.nat(3),
      max: fc.integer({ min: 3, max: 9 }),
      cpu: fc.integer({ min: 1, max: 100 }),
      scaleInCooldown: duration,
    },
    { requiredKeys: ['min', 'max', 'cpu'] },
  ),
)
const share = fc.record({ weight: fc.integer({ min: 1, max: 9 }) })
const capacity = fc.oneof(
  fc.constantFrom('on-demand', 'spot'),
  fc.record({ onDemand: share, spot: share }, { requiredKeys: ['onDemand'] }),
)
const smoke = fc.oneof(
  fc.record({ http: fc.constant('/x'), timeout: duration }, { requiredKeys: ['http'] }),
  fc.record({ websocket: fc.constant('/x'), send: literal }, { requiredKeys: ['websocket'] }),
)
const service = fc.record(
  {
    image: fc.constant('nginx'),
    port: fc.integer({ min: 1, max: 65_535 }),
    count,
    capacity,
    sticky: fc.boolean(),
    command: fc.array(literal, { maxLength: 3 }),
    env: fc.dictionary(variable, literal, { maxKeys: 4 }),
    smoke: fc.array(smoke, { maxLength: 2 }),
    drain: duration,
  },
  { requiredKeys: ['image', 'port'] },
)
const rules = fc.record(
  { prompt: text.filter(value => value !== ''), optional: fc.boolean() },
  { requiredKeys: [] },
)
const secret = fc.oneof(rules, fc.dictionary(variable, rules, { minKeys: 1, maxKeys: 3 }))
const alarms = fc.record(
  { http5xx: fc.oneof(fc.nat(100), fc.constantFrom('10/min', '3/5m', '1.5/10m')), latencyP95: duration },
  { requiredKeys: [] },
)

/** Manifests that are right, of everything that has more than one way of being written. */
export const manifests = fc.record(
  {
    version: fc.constant(1),
    project: name,
    region: fc.constant('eu-west-1'),
    services: fc.dictionary(name, service, { maxKeys: 3 }),
    secrets: fc.dictionary(name, secret, { maxKeys: 3 }),
    parameters: fc.dictionary(
      variable.map(name => `/${name}`),
      rules,
      { maxKeys: 2 },
    ),
    alarms,
    logs: fc.record({ retention: fc.constantFrom('1d', '24h', '90d') }),
    environments: fc.constant({ prod: {} }),
  },
  { requiredKeys: ['version', 'project', 'region', 'environments'] },
)
