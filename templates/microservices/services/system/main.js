import { openDatabase } from '../database.js'
import { serve } from '../service.js'

const database = openDatabase('SYSTEM_DATABASE_URL', 'system_service')

serve(
  {
    'GET /migrations': async () => {
      const { rows } = await database.query(`SELECT name, at FROM ${database.table('migrations')} ORDER BY at`)
      return rows
    },
  },
  database.ready,
)
