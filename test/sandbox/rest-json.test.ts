import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsError } from '../../src/lib/sandbox/aws-error.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import type { Handler, Service } from '../../src/lib/sandbox/service.ts'
import { boto3, describeWithAws } from './aws-tools.ts'

const namespace = 'com.amazonaws.elasticfilesystem'
const [text, number, boolean, timestamp] = [0, 1, 2, 4]
const tag = [3, namespace, 'Tag', 0, ['Key', 'Value'], [text, text], 2]
const tags = [1, namespace, 'Tags', 0, tag]
const createRequest = [
  3,
  namespace,
  'CreateFileSystemRequest',
  0,
  ['CreationToken', 'Encrypted', 'ProvisionedThroughputInMibps', 'Tags'],
  [text, boolean, number, tags],
  1,
]
const description = [
  3,
  namespace,
  'FileSystemDescription',
  0,
  ['FileSystemId', 'CreationTime', 'Tags'],
  [text, timestamp, tags],
]
const fileSystems = [1, namespace, 'FileSystems', 0, description]
const describeRequest = [
  3,
  namespace,
  'DescribeFileSystemsRequest',
  0,
  ['MaxItems', 'FileSystemId'],
  [
    [number, { httpQuery: 'MaxItems' }],
    [text, { httpQuery: 'FileSystemId' }],
  ],
]
const describeResponse = [3, namespace, 'DescribeFileSystemsResponse', 0, ['FileSystems'], [fileSystems]]
const deleteRequest = [3, namespace, 'DeleteFileSystemRequest', 0, ['FileSystemId'], [[text, 1]], 1]

/** A part of EFS in the form of a client package: none of the installed ones speaks REST-JSON. */
const clientPackage = {
  EFSClient: class {
    readonly config = {
      protocol: { getShapeId: () => 'aws.protocols#restJson1' },
      protocolSettings: { defaultNamespace: namespace, errorTypeRegistries: [] },
    }
  },
  CreateFileSystem$: operation(
    'CreateFileSystem',
    ['POST', '/2015-02-01/file-systems', 201],
    createRequest,
    description,
  ),
  DescribeFileSystems$: operation(
    'DescribeFileSystems',
    ['GET', '/2015-02-01/file-systems', 200],
    describeRequest,
    describeResponse,
  ),
  DeleteFileSystem$: operation(
    'DeleteFileSystem',
    ['DELETE', '/2015-02-01/file-systems/{FileSystemId}', 204],
    deleteRequest,
    'unit',
  ),
}

function operation(name: string, http: unknown[], input: unknown, output: unknown): unknown[] {
  return [9, namespace, name, { http }, () => input, () => output]
}

const createdAt = new Date('2026-11-01T12:30:00Z')
let received: unknown

const efs: Service = {
  id: 'elasticfilesystem',
  load: async () => clientPackage,
  operations: new Map<string, Handler>([
    [
      'CreateFileSystem',
      input => {
        received = input
        return { FileSystemId: 'fs-1', CreationTime: createdAt, Tags: input.Tags }
      },
    ],
    [
      'DescribeFileSystems',
      input => {
        received = input
        if (input.FileSystemId)
          throw awsError('FileSystemNotFound', `File system ${input.FileSystemId} does not exist.`, 404)
        return { FileSystems: [{ FileSystemId: 'fs-1', CreationTime: createdAt }] }
      },
    ],
    [
      'DeleteFileSystem',
      input => {
        received = input
        return undefined
      },
    ],
  ]),
}

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ services: [efs] })
})
afterAll(() => sandbox.close())

describeWithAws('REST-JSON with boto3', () => {
  test('a body', async () => {
    const input = { CreationToken: 't', Encrypted: true, Tags: [{ Key: 'k', Value: 'ü' }] }
    const { output } = await boto3(sandbox, 'efs', 'create_file_system', input)
    expect(received).toEqual(input)
    expect(output).toMatchObject({
      FileSystemId: 'fs-1',
      CreationTime: '2026-11-01T12:30:00+00:00',
      Tags: input.Tags,
    })
  })

  test('a query, an error, and a path', async () => {
    const listed = await boto3(sandbox, 'efs', 'describe_file_systems', { MaxItems: 5 })
    expect(received).toEqual({ MaxItems: 5 })
    expect(listed.output.FileSystems).toHaveLength(1)
    const missing = await boto3(sandbox, 'efs', 'describe_file_systems', { FileSystemId: 'fs-9' })
    expect(missing.error).toBe('FileSystemNotFound')
    await boto3(sandbox, 'efs', 'delete_file_system', { FileSystemId: 'fs-1' })
    expect(received).toEqual({ FileSystemId: 'fs-1' })
  })
})

test('a missing member is a ValidationException', async () => {
  const credential = 'Credential=AKIATEST/20261101/eu-west-1/elasticfilesystem/aws4_request'
  const headers = { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` }
  const response = await fetch(`${sandbox.endpoint}/2015-02-01/file-systems`, {
    method: 'POST',
    headers,
    body: '{}',
  })
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException'])
  expect(await response.json()).toEqual({
    message:
      "1 validation error detected: Value null at 'CreationToken' failed to satisfy constraint: Member must not be null",
  })
})
