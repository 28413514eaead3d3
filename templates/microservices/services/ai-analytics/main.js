import { openDatabase } from '../database.js'
import { serve } from '../service.js'

const database = openDatabase('AI_ANALYTICS_DATABASE_URL', 'ai_analytics_service')

serve({}, database.ready)
