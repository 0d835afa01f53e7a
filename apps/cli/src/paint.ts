import { styleText } from 'node:util'

/** What a text says about the kernel or the command, which decides its colour. */
export type Tone = 'good' | 'bad' | 'unsure' | 'strong' | 'quiet'

/** Returns a text in the colour of its tone. It must be free of escape sequences of others. */
export type Paint = (tone: Tone | undefined, text: string) => string

const FORMATS = { good: 'green', bad: 'red', unsure: 'yellow', strong: 'bold', quiet: 'dim' } as const

/** Returns texts as they are. */
export const plain: Paint = (_tone, text) => text

/**
 * Returns what colours texts for a stream: nothing where it is no terminal or NO_COLOR is set;
 * FORCE_COLOR decides otherwise.
 */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (tone, text) => (tone === undefined || text === '' ? text : styleText(FORMATS[tone], text, { stream }))
}

const BADGES: Readonly<Record<string, Tone>> = {
  confirmed: 'good',
  'confirmed-without-revert': 'good',
  probable: 'unsure',
  range: 'unsure',
  inherited: 'unsure',
  inconclusive: 'unsure',
  inconsistent: 'bad',
  paused: 'bad',
  error: 'bad',
  running: 'strong',
  queued: 'quiet',
  cancelled: 'quiet',
  'check-passed': 'good',
  'check-failed': 'bad',
  'check-flaky': 'unsure',
  'check-inherited': 'unsure',
  'check-does-not-build': 'unsure',
  'check-not-known': 'unsure',
}

/** Returns the tone of a badge of `badgeOf`, by its kind. */
export const badgeTone = (kind: string): Tone | undefined => BADGES[kind]

const VERDICTS: Readonly<Record<string, Tone>> = { good: 'good', bad: 'bad', skip: 'unsure' }

/** Returns the tone of a verdict, or of a run's result. */
export function verdictTone(verdict: unknown): Tone | undefined {
  return typeof verdict === 'string' ? VERDICTS[verdict] : undefined
}
