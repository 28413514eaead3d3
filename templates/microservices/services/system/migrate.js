// Run once by `deploy`, on the new image, before any service moves: a failure stops the release.
import { openDatabase } from '../database.js'

const database = openDatabase('SYSTEM_DATABASE_URL', 'system_service')
const migrations = database.table('migrations')

await database.query(`CREATE TABLE IF NOT EXISTS ${migrations} (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`)
await database.query(`INSERT INTO ${migrations} (name) VALUES ('0001-first') ON CONFLICT DO NOTHING`)
process.exit(0)
