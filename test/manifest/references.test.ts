import { expect, test } from 'vitest'
import { parse, resolveManifest } from '../../src/lib/manifest/index.ts'
import { problems, resolve } from './reading.ts'

const head = `version: 1
project: shop
account: "123456789012"
region: us-east-1
environments: {prod: {}}
`

function env(values: string, more = {}) {
  return resolve(`${head}services: {api: {image: nginx, env: ${values}}}`, more).services.api?.env
}

test('what the manifest says', () => {
  expect(env('{A: "${project}/${environment}/${region}/${account}"}')).toEqual({
    A: 'shop/prod/us-east-1/123456789012',
  })
})

test('references may lead to references', () => {
  const manifest = resolve(`${head}domain: {name: "\${environment}.example.com", external: true}
services: {api: {image: nginx, env: {PUBLIC_BASE_URL: "https://\${domain.name}"}}}`)
  expect(manifest.services.api?.env).toEqual({ PUBLIC_BASE_URL: 'https://prod.example.com' })
})

test('names of parameters may hold them', () => {
  const manifest = resolve(`${head}parameters: {"/\${project}/\${environment}/DB_URL": {}}
services: {api: {image: nginx, secrets: {DB_URL: "ssm:/\${project}/\${environment}/DB_URL"}}}`)
  expect(Object.keys(manifest.parameters)).toEqual(['/shop/prod/DB_URL'])
  expect(manifest.services.api?.secrets).toEqual({ DB_URL: 'ssm:/shop/prod/DB_URL' })
})

test("the caller's environment and the commit", () => {
  expect(
    env('{A: "${env.NAME}", B: "${env.EMPTY}", C: "${git.sha}"}', { env: { NAME: 'x', EMPTY: '' } }),
  ).toEqual({ A: 'x', B: '', C: '3f2c1ab' })
})

test('the commit is asked for once, and only where it is needed', () => {
  let asked = 0
  const gitSha = () => {
    asked += 1
    return 'abc'
  }
  env('{A: plain}', { gitSha })
  expect(asked).toBe(0)
  env('{A: "${git.sha}", B: "${git.sha}"}', { gitSha })
  expect(asked).toBe(1)
})

test('$${ is a literal ${', () => {
  expect(env('{A: "$${HOME}", B: "$$${x}", C: "$HOME $5 {}"}')).toEqual({
    A: '${HOME}',
    B: '$${x}',
    C: '$HOME $5 {}',
  })
})

test('what a variable holds is not read again', () => {
  expect(env('{A: "${env.EVIL}"}', { env: { EVIL: '${account} $& $${' } })).toEqual({
    A: '${account} $& $${',
  })
})

test('what comes of a reference is a text', () => {
  const text = `${head}services: {api: {image: nginx, port: "\${env.PORT}", sticky: "\${env.STICKY}"}}`
  const remedy = 'A reference gives a text; write the value itself, in an overlay where environments differ.'
  expect(problems(text, { env: { PORT: '80', STICKY: 'true' } })).toEqual([
    `6:38 services.api.port: This must be a whole number, but it is a text. → ${remedy}`,
    `6:61 services.api.sticky: This must be true or false, but it is a text. → ${remedy}`,
  ])
})

const refused: readonly [what: string, text: string, problems: readonly string[]][] = [
  [
    'an unknown name',
    'logs: {retention: "${regoin}"}',
    [
      '6:19 logs.retention: `${regoin}` is no reference that deployctl knows. → Did you mean `region`? To keep it as it stands, write `$${regoin}`.',
    ],
  ],
  [
    'a shell variable',
    'services: {api: {image: nginx, command: [sh, -c, "echo ${HOME:-x}"]}}',
    [
      '6:50 services.api.command[2]: `${HOME:-x}` is no reference that deployctl knows. → Known here: project, region, account, domain.name, service.name, service.port, environment, git.sha, env.NAME. To keep it as it stands, write `$${HOME:-x}`.',
    ],
  ],
  [
    'a reference that never ends',
    'services: {api: {image: "nginx:${git.sha"}}',
    [
      '6:25 services.api.image: A reference is not closed. → Close it with `}`, or write `$${` for the text `${`.',
    ],
  ],
  [
    'a variable that is not set',
    'services: {api: {image: "nginx:${env.TAG}"}}',
    ['6:25 services.api.image: `${env.TAG}` is not set. → Set it: `TAG=… deployctl …`.'],
  ],
  [
    'a value that is not written',
    'services: {api: {image: nginx, env: {A: "${domain.name}"}}}',
    [
      '6:41 services.api.env.A: `${domain.name}` has no value: `domain.name` is not written. → Write `domain.name`.',
    ],
  ],
  [
    'a reference to itself',
    'domain: {name: "a.${domain.name}", external: true}',
    ['6:16 domain.name: `${domain.name}` refers to itself. → Write the value out.'],
  ],
  [
    'names that become one',
    'parameters: {"/${project}": {}, /shop: {}}',
    ['6:33 parameters./shop: This makes a second `/shop`. → Keep one.'],
  ],
]

test.each(refused)('%s', (_what, text, expected) => {
  expect(problems(`${head}${text}`)).toEqual(expected)
})

test('a commit where there is no repository', () => {
  expect(
    problems(`${head}services: {api: {image: "nginx:\${git.sha}"}}`, { gitSha: () => undefined }),
  ).toEqual([
    '6:25 services.api.image: `${git.sha}` has no value: there is no git commit here. → Run deployctl inside the repository, once something is committed.',
  ])
})

test('the directory of the file goes with the manifest', () => {
  const manifest = resolveManifest(parse(head, '/somewhere/deployctl.yml'), 'prod', {
    env: {},
    gitSha: () => undefined,
  })
  expect([manifest.environment, manifest.directory]).toEqual(['prod', '/somewhere'])
})
