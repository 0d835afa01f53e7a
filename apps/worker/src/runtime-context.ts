import type { Surroundings } from '@kbisect/bisection'
import { messageText } from '@kbisect/reports'
import type { Settings } from '@kbisect/settings'
import { newId } from '@kbisect/store'

/** Where people reach us, without a slash at the end. */
export const baseUrl = ({ publicUrl, host, port }: Settings): string => publicUrl ?? `http://${host}:${port}`

/** This process's clock, ids and links. */
export function surroundings(settings: Settings): Surroundings {
  const pageUrl = (id: string) => new URL(`/bisections/${id}`, baseUrl(settings)).href
  return { now: () => new Date(), newId, pageUrl, messageText }
}
