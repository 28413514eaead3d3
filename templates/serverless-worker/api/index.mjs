import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'

const { DYNAMODB_TABLE, ENVIRONMENT } = process.env
// Made once for each instance of the function, not for each request: a warm one answers at once.
const dynamodb = new DynamoDBClient()

/** An HTTP API's request (payload 2.0), answered. */
export async function handler({ rawPath, requestContext, body }) {
  const { method } = requestContext.http
  if (rawPath === '/api/health') return answer(200, { status: 'healthy', environment: ENVIRONMENT })
  const [, username] = /^\/api\/users\/([\w-]{1,64})$/.exec(rawPath) ?? []
  if (username && method === 'GET') return await getUser(username)
  if (username && method === 'PUT') return await putUser(username, JSON.parse(body ?? '{}'))
  return answer(404, { error: `nothing at ${rawPath}` })
}

async function getUser(username) {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: DYNAMODB_TABLE, Key: keyOf(username) }))
  return Item ? answer(200, { username, name: Item.name?.S }) : answer(404, { error: `no user ${username}` })
}

async function putUser(username, { name = '' }) {
  const Item = { ...keyOf(username), name: { S: String(name) } }
  await dynamodb.send(new PutItemCommand({ TableName: DYNAMODB_TABLE, Item }))
  return answer(200, { username, name })
}

function keyOf(username) {
  return { PK: { S: `USER#${username}` }, SK: { S: 'PROFILE' } }
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
