interface SystemError {
  readonly code: string
  readonly hint: string
}

const FULL: SystemError = { code: 'disk-full', hint: 'free space on that disk' }
const REFUSED: SystemError = { code: 'not-allowed', hint: 'let the service user read and write there' }
const HANDLES: SystemError = { code: 'too-many-files', hint: 'raise the limit of open files of the service' }
const MEMORY: SystemError = { code: 'out-of-memory', hint: 'give the machine more memory, or the worker fewer slots' }

// What the operating system says where no room of ours was ready for it. Its own codes say little
// to a person.
const SYSTEM_ERRORS: Readonly<Record<string, SystemError>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EACCES: REFUSED,
  EPERM: REFUSED,
  EROFS: REFUSED,
  EMFILE: HANDLES,
  ENFILE: HANDLES,
  ENOMEM: MEMORY,
  EAGAIN: MEMORY,
  EIO: { code: 'disk-broken', hint: 'see whether that disk is in order' },
}

/**
 * What is kept of an error of our own: its code where it has one, and the hint with the message.
 */
export function describeInfrastructureError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) }
  const said = error as { code?: unknown; hint?: unknown }
  const code = typeof said.code === 'string' ? said.code : error.name
  const known = SYSTEM_ERRORS[code]
  const hint = typeof said.hint === 'string' ? said.hint : known?.hint
  return { code: known?.code ?? code, message: `${error.message}${hint === undefined ? '' : ` Hint: ${hint}.`}` }
}
