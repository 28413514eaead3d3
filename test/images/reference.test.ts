import { describe, expect, test } from 'vitest'
import { parseReference, pinned } from '../../src/lib/images/index.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('an image’s name', () => {
  test.each([
    ['nginx', { registry: 'docker.io', repository: 'library/nginx', tag: 'latest' }],
    ['nginx:1.29', { registry: 'docker.io', repository: 'library/nginx', tag: '1.29' }],
    ['index.docker.io/grafana/loki', { registry: 'docker.io', repository: 'grafana/loki', tag: 'latest' }],
    ['localhost/app', { registry: 'localhost', repository: 'app', tag: 'latest' }],
    ['127.0.0.1:5000/a/b:x', { registry: '127.0.0.1:5000', repository: 'a/b', tag: 'x' }],
    [
      '123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-prod/api:abc',
      { registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com', repository: 'shop-prod/api', tag: 'abc' },
    ],
    [`nginx@${digest}`, { registry: 'docker.io', repository: 'library/nginx', digest }],
    [`public.ecr.aws/x/y:1@${digest}`, { registry: 'public.ecr.aws', repository: 'x/y', tag: '1', digest }],
  ])('%s', (name, expected) => {
    expect(parseReference(name)).toEqual(expected)
  })

  test.each(['', 'Nginx', 'a b', 'nginx:', 'https://nginx', 'nginx@sha256:12', 'a//b', '-a'])(
    '%j is none',
    name => {
      expect(() => parseReference(name)).toThrow(
        expect.objectContaining({ code: 'images.invalid-reference' }),
      )
    },
  )

  test('is pinned by digest alone', () => {
    expect(pinned(parseReference('nginx:1.29'), digest)).toBe(`docker.io/library/nginx@${digest}`)
  })
})
