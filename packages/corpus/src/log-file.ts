import { ENDINGS, type Ending, type Expected, KINDS, type Kind, STAGES, type Test, type Warning } from './entry.ts'

/**
 * A log of the corpus: where it comes from, what there is to read in it, and the console's own
 * bytes.
 */
export interface LogFile {
  /** How it was made; absent where somebody else published it. */
  readonly made?: string
  readonly source?: string
  readonly test: Test
  readonly nonce: string
  readonly ending: Ending
  readonly expected: Expected
  readonly console: Buffer
}

const END_OF_HEADER = Buffer.from('\n\n')

const testWords = (test: Test): string =>
  test.kind === 'console' ? `console ${test.expect} /${test.pattern}/` : test.kind

const formatWarnings = (warnings: readonly Warning[] = []): string =>
  warnings.map((one) => `${one.kind}:${one.function ?? '-'}`).join(',')

function expectedLines(expected: Expected): string[] {
  const { result, stage } = expected
  const failed = expected.result === 'failed' ? expected : undefined
  const warnings = formatWarnings(expected.warnings)
  return [
    `result: ${result}`,
    `stage: ${stage}`,
    ...(failed ? [`kind: ${failed.kind}`, `function: ${failed.function ?? '-'}`] : []),
    ...(failed?.place === undefined ? [] : [`place: ${failed.place}`]),
    ...(warnings ? [`warnings: ${warnings}`] : []),
    ...(failed ? [`group: ${failed.group}`] : []),
  ]
}

/** The bytes of a log file: lines `key: value`, one empty line, the console. */
export function formatLog(log: LogFile): Buffer {
  const header = [
    log.made === undefined ? `source: ${log.source ?? ''}` : `made: ${log.made}`,
    `test: ${testWords(log.test)}`,
    `nonce: ${log.nonce}`,
    `ending: ${log.ending}`,
    ...expectedLines(log.expected),
  ]
  return Buffer.concat([Buffer.from(header.join('\n')), END_OF_HEADER, log.console])
}

function oneOf<T extends string>(key: string, value: string | undefined, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw new SyntaxError(`${key}: ${value ?? '(missing)'} is none of ${allowed.join(', ')}`)
  return found
}

function parseTest(value: string | undefined): Test {
  const [, expect, pattern] = /^console (present|absent) \/(.+)\/$/.exec(value ?? '') ?? []
  if (pattern !== undefined) {
    return { kind: 'console', expect: oneOf('test', expect, ['present', 'absent']), pattern }
  }
  return { kind: oneOf('test', value, ['boot', 'script']) }
}

function parseWarnings(value: string | undefined): readonly Warning[] {
  return (value ?? '')
    .split(',')
    .filter(Boolean)
    .map((words) => {
      const [kind, name = '-'] = words.split(':')
      return { kind: oneOf<Kind>('warnings', kind, KINDS), ...(name === '-' ? {} : { function: name }) }
    })
}

function parseExpected(value: (key: string) => string | undefined): Expected {
  const warnings = parseWarnings(value('warnings'))
  const result = oneOf('result', value('result'), ['passed', 'failed', 'skipped'])
  const common = warnings.length > 0 ? { warnings } : {}
  if (result !== 'failed') return { result, stage: oneOf('stage', value('stage'), ['end']), ...common }
  const [name, place, group] = [value('function'), value('place'), value('group')]
  if (!group) throw new SyntaxError('group: a failure needs one')
  return {
    result,
    stage: oneOf('stage', value('stage'), STAGES),
    kind: oneOf('kind', value('kind'), KINDS),
    ...(name === undefined || name === '-' ? {} : { function: name }),
    ...(place === undefined ? {} : { place }),
    ...common,
    group,
  }
}

/** @throws SyntaxError with the key that is wrong */
export function parseLog(bytes: Buffer): LogFile {
  const end = bytes.indexOf(END_OF_HEADER)
  if (end < 0) throw new SyntaxError('no empty line ends the header')
  const lines = bytes.subarray(0, end).toString('utf8').split('\n')
  const values = new Map(
    lines.map((line): [string, string] => {
      const [, key, value] = /^([a-z]+): (.*)$/.exec(line) ?? []
      if (key === undefined || value === undefined) throw new SyntaxError(`not a line of a header: ${line}`)
      return [key, value]
    }),
  )
  const value = (key: string): string | undefined => values.get(key)
  const [made, source] = [value('made'), value('source')]
  if ((made === undefined) === (source === undefined)) throw new SyntaxError('made or source: one of the two')
  return {
    ...(made === undefined ? {} : { made }),
    ...(source === undefined ? {} : { source }),
    test: parseTest(value('test')),
    nonce: value('nonce') ?? '',
    ending: oneOf('ending', value('ending'), ENDINGS),
    expected: parseExpected(value),
    console: bytes.subarray(end + END_OF_HEADER.length),
  }
}
