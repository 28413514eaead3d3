import { openDatabase } from '../database.js'
import { serve } from '../service.js'

const database = openDatabase('MUSIC_DATABASE_URL', 'music_service')

serve({}, database.ready)
