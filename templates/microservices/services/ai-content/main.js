import { openDatabase } from '../database.js'
import { serve } from '../service.js'

const database = openDatabase('AI_CONTENT_DATABASE_URL', 'ai_content_service')

serve({}, database.ready)
