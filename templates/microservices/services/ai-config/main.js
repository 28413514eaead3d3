import { openDatabase } from '../database.js'
import { serve } from '../service.js'

const database = openDatabase('AI_CONFIG_DATABASE_URL', 'ai_config_service')

serve({}, database.ready)
