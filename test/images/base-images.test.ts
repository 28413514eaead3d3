import { expect, test } from 'vitest'
import { baseImagesOf } from '../../src/lib/images/base-images.ts'

test.each([
  ['FROM node:24\n', ['node:24']],
  ['from --platform=linux/amd64 node:24 as build\nFROM build\nFROM scratch', ['node:24', 'scratch']],
  ['FROM a AS one\nCOPY --chown=1 --from=one /x /\nCOPY --from=tools:1 /x /', ['a', 'tools:1']],
  ['ARG TAG=24\nARG HOST="r.example"\nFROM ${HOST}/node:$TAG', ['r.example/node:24']],
  ['ARG TAG=24\nFROM node:$TAG \\\n  AS build\nFROM build', ['node:24']],
  ['ARG UNSET\nFROM node:$UNSET', ['node:']],
])('%j', (dockerfile, images) => {
  expect(baseImagesOf(dockerfile, {})).toEqual(images)
})

test('an argument goes before its default', () => {
  expect(baseImagesOf('ARG TAG=24\nFROM node:$TAG', { args: { TAG: '26' } })).toEqual(['node:26'])
})
