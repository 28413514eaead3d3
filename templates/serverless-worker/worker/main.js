import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { connectAsync } from 'mqtt'

const { DYNAMODB_TABLE, MQTT_URL, YOTO_CLIENT_ID } = process.env
const twelveHours = 12 * 3600 * 1000
const dynamodb = new DynamoDBClient()

async function remember(SK, text) {
  const Item = { PK: { S: 'MQTT' }, SK: { S: SK }, at: { S: new Date().toISOString() }, text: { S: text } }
  await dynamodb.send(new PutItemCommand({ TableName: DYNAMODB_TABLE, Item }))
}

// Reconnects by itself; a new task takes over where Spot took this one.
const client = await connectAsync(MQTT_URL, { clientId: YOTO_CLIENT_ID, reconnectPeriod: 5000 })
await client.subscribeAsync('device/+/events')
client.on('message', (topic, payload) => {
  remember(`EVENT#${topic}`, payload.toString()).catch(error => console.error('could not remember', error.message))
})
const refresh = setInterval(() => client.reconnect(), twelveHours)
console.log('connected')

process.on('SIGTERM', async () => {
  clearInterval(refresh)
  await client.endAsync()
  process.exit(0)
})
