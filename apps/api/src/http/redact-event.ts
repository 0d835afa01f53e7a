import type { Event, Session } from '@kbisect/contracts'
import { allows } from './route-rules.ts'

const ADDRESS = /(?<![^\s<>@,;:"()])[^\s<>@,;:"()]+@[^\s<>@,;:"()]*[^\s<>@,;:"().]/g

/** An event as somebody may see it: to whom mail went is for administrators, as the mails are. */
export function eventFor({ scope }: Pick<Session, 'scope'>, event: Event): Event {
  if (event.type !== 'mail' || allows(scope, 'admin')) return event
  return { ...event, message: event.message.replace(ADDRESS, '(an address)'), data: {} }
}
