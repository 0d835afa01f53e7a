import { CronExpressionParser } from 'cron-parser'

/** Why BullMQ would not take a cron expression of five fields; undefined where it does. */
export function cronProblem(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/).length
  if (fields !== 5) return `has ${fields} ${fields === 1 ? 'field' : 'fields'}`
  try {
    CronExpressionParser.parse(cron, { tz: 'UTC' })
    return undefined
  } catch (error) {
    return `is none that cron knows: ${error instanceof Error ? error.message : String(error)}`
  }
}
