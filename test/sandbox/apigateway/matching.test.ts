import { expect, test } from 'vitest'
import { bestMatch } from '../../../src/lib/sandbox/services/apigatewayv2/front/matching.ts'

/** The example of "Create routes for HTTP APIs in API Gateway", and some more. */
const routes = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/dog/1',
  'GET /pets/dog/{id}',
  'GET /pets/{proxy+}',
  'ANY /pets/dog/1',
  'POST /',
].map(key => ({ key }))

test.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
  ['PUT', '/pets/dog/1', 'ANY /pets/dog/1', {}],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
  ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
  ['POST', '/pets/cat/1', 'ANY /{proxy+}', { proxy: 'pets/cat/1' }],
  ['GET', '/pets/a%20b', 'GET /pets/{proxy+}', { proxy: 'a b' }],
  ['POST', '/', 'POST /', {}],
  ['GET', '/', '$default', {}],
])('%s %s goes to %s', (method, path, key, parameters) => {
  expect(bestMatch(routes, method, path)).toEqual({ route: { key }, parameters })
})

test('without a match, and without $default, it goes nowhere', () => {
  expect(bestMatch([{ key: 'GET /a' }], 'GET', '/b')).toBeUndefined()
  expect(bestMatch([{ key: 'GET /a' }], 'POST', '/a')).toBeUndefined()
})
