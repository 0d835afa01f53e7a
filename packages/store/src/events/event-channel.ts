/** What Postgres calls the notifications of new events. Their text is `<event id> <bisection id>`. */
export const EVENT_CHANNEL = 'kbisect_event'

/**
 * The advisory lock of whoever writes an event, so that ids become visible in their order: a reader that asks for what
 * came after the last id it saw then misses none. Any number would do that nobody else takes.
 */
export const EVENT_LOCK = 7_270_737_001n
