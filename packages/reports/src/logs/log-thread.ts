import workerpool from 'workerpool'
import { reproduceScript } from '../reproduce/reproduce-script.ts'
import { readLog } from './read-log.ts'

// What log-reader.ts starts in a thread.
workerpool.worker({ readLog, reproduceScript })
