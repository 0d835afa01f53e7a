let signal: AbortSignal | undefined

/**
 * Aborts when this process should end: on SIGINT or SIGTERM, or when the service that started it is
 * gone. Its reason says which. A second SIGINT or SIGTERM ends the process at once.
 */
export function shutdownSignal(): AbortSignal {
  if (signal) return signal
  const controller = new AbortController()
  const end = (why: string) => () => {
    if (controller.signal.aborted && why !== 'parent gone') process.exit(130)
    controller.abort(new Error(`shutting down: ${why}`))
  }
  process.on('SIGINT', end('SIGINT'))
  process.on('SIGTERM', end('SIGTERM'))
  if (process.channel) {
    process.once('disconnect', end('parent gone'))
    // Listening alone must not keep a process alive that has nothing else to do.
    process.channel.unref()
  }
  signal = controller.signal
  return signal
}
