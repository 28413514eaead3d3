import { openDatabase } from '../database.js'
import { serve } from '../service.js'

const database = openDatabase('USER_DATABASE_URL', 'user_service')

serve({}, database.ready)
