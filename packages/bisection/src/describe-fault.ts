/** What is kept of an error of our own: its code where it has one, and the cure with the message. */
export function describeFault(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) }
  const { code, cure } = error as { code?: unknown; cure?: unknown }
  const advice = typeof cure === 'string' ? ` Cure: ${cure}.` : ''
  return { code: typeof code === 'string' ? code : error.name, message: `${error.message}${advice}` }
}
