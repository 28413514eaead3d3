import { expect, test } from 'vitest'
import {
  cacheControl,
  contentType,
  hasFingerprint,
} from '../../../../src/lib/runbooks/release/sites/headers.ts'

test.each([
  ['app.3f2c1ab0.js', true],
  ['static/js/main.3b1f4d3a8e9c2d1f.chunk.js', true],
  ['assets/logo-3f2c1ab0.svg', true],
  ['assets/index-DiwrgTda.js', true],
  ['_astro/hoisted.DxK3_x9d.css', true],
  ['index.html', false],
  ['docs/page-3f2c1ab0.html', false],
  ['report-20240101.pdf', false],
  ['jquery-ui.structure.css', false],
  ['feedface.js', false],
  ['img/photo-iPhone15.png', false],
  ['assets/chart-Portrait.js', false],
  ['favicon.ico', false],
])('%s is fingerprinted: %s', (key, expected) => {
  expect(hasFingerprint(key)).toBe(expected)
})

test('what the manifest says wins, its first pattern first', () => {
  const said = { cacheControl: { 'fonts/*': 'public, max-age=600', '*.js': 'no-store' } }
  expect(cacheControl('fonts/a.js', said)).toBe('public, max-age=600')
  expect(cacheControl('deep/app.3f2c1ab0.js', said)).toBe('no-store')
  expect(cacheControl('index.html', said)).toBe('public, max-age=0, must-revalidate')
  expect(cacheControl('app.3f2c1ab0.css', said)).toBe('public, max-age=31536000, immutable')
})

test.each([
  ['index.html', 'text/html; charset=utf-8'],
  ['app.js', 'text/javascript; charset=utf-8'],
  ['logo.svg', 'image/svg+xml; charset=utf-8'],
  ['site.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['photo.webp', 'image/webp'],
  ['font.woff2', 'font/woff2'],
  ['app.wasm', 'application/wasm'],
  ['LICENSE', 'application/octet-stream'],
])('%s is %s', async (key, type) => {
  expect(await contentType(key)).toBe(type)
})
