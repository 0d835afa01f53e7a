import { type CorpusEntry, readCorpusEntry } from '../corpus-entry.ts'
import type { NamedEntry } from '../judge-corpus.ts'
import type { FailureKind } from '../terms.ts'
import { LOG_STYLES, type LogStyle, styleLines } from './log-styles.ts'
import {
  fullRelease,
  type Machine,
  WORDING_ARCHITECTURES,
  WORDING_CONTEXTS,
  type WordingArchitecture,
  type WordingContext,
} from './machine.ts'
import { FORMS } from './report-forms.ts'

/** A report in the words of one kernel, with what a maintainer would write above it. */
export interface Wording extends NamedEntry {
  readonly architecture: WordingArchitecture
  /** More than one where the words of `FailureKind` leave open which it is. */
  readonly kinds: readonly FailureKind[]
  /** Of a mail: its subject, which names the function. */
  readonly subject?: string
}

interface Target {
  readonly machine: Machine
  readonly style: LogStyle
}

interface Header {
  readonly name: string
  readonly targets: readonly Target[]
  readonly fields: ReadonlyMap<string, string>
}

const KEYS = ['group', 'context', 'ending', 'stage', 'place', 'warnings', 'result']

function oneOf<T extends string>(known: readonly T[], word: string | undefined, what: string): T {
  const found = known.find((one) => one === word)
  if (found === undefined) throw new SyntaxError(`${what} "${word ?? ''}" is none of ${known.join(', ')}`)
  return found
}

function readHeader(line: string): Header {
  const [name = '', machines = '', kind = '', fn = '', extras = ''] = line.split('|').map((part) => part.trim())
  if (!/^[\w.-]+$/.test(name) || machines === '' || kind === '' || fn === '')
    throw new SyntaxError(`no header "=== NAME | MACHINES | KIND | FUNCTION | KEY=VALUE; …": "${line}"`)
  const fields = new Map([
    ['kind', kind],
    ['function', fn],
  ])
  for (const extra of extras
    .split(';')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [, key = '', value = ''] = /^([a-z]+)=(.*)$/.exec(extra) ?? []
    fields.set(oneOf(KEYS, key, 'the key'), value)
  }
  const context = oneOf(WORDING_CONTEXTS, fields.get('context') ?? 'init', 'the context')
  const targets = machines.split(',').map((machine) => readTarget(machine.trim(), context))
  return { name, targets, fields }
}

function readTarget(words: string, context: WordingContext): Target {
  const [architecture, release = '', style = 'console'] = words.split(' ')
  if (!/^\d+\.\d+/.test(release)) throw new SyntaxError(`the machine "${words}" has no release of Linux`)
  return {
    machine: { architecture: oneOf(WORDING_ARCHITECTURES, architecture, 'the architecture'), release, context },
    style: oneOf(LOG_STYLES, style, 'the style of the log'),
  }
}

/** A line of a report as the machine prints it; a line `@form words` stands for many. */
function expandLine(machine: Machine, line: string): readonly string[] {
  const [, name = '', rest = ''] = /^@([\w-]+) ?(.*)$/.exec(line) ?? []
  if (name === '') return [line]
  const form = FORMS[name]
  if (!form) throw new SyntaxError(`no form of reports is named @${name}`)
  return form(machine, rest.split(' ').filter(Boolean), rest)
}

const kindsOf = (fields: Header['fields']): FailureKind[] => (fields.get('kind') ?? '-').split('/') as FailureKind[]

function entryOf({ name, fields }: Header, { machine, style }: Target, body: readonly string[]): CorpusEntry {
  const passed = fields.get('result') === 'passed'
  const firmware = body[0]?.startsWith('U-Boot') ?? false
  // Lines that bring their own times follow lines with times.
  const startStyle = /^\[ *\d/.test(body[0] ?? '') ? 'console' : style
  const start = styleLines(startStyle, machine, [`Linux version ${fullRelease(machine)} (build@lab)`, ...BOOT], 0)
  const lines = [
    ...(firmware ? [] : start),
    ...styleLines(
      style,
      machine,
      body.flatMap((line) => expandLine(machine, line)),
    ),
    ...(passed ? ['', `kbisect:${NONCE}:exit:0`] : []),
  ]
  const header = {
    test: 'boot',
    nonce: NONCE,
    ending: fields.get('ending') ?? (passed ? 'stopped' : 'hung'),
    result: fields.get('result') ?? 'failed',
    stage: fields.get('stage') ?? (passed ? 'end' : 'kernel'),
    kind: kindsOf(fields)[0] ?? '-',
    function: fields.get('function') ?? '-',
    place: fields.get('place') ?? '-',
    warnings: fields.get('warnings') ?? '',
    group: fields.get('group') ?? name,
  }
  const head = Object.entries(header).map(([key, value]) => `${key}: ${value}`)
  return readCorpusEntry([...head, '', ...lines, ''].join('\n'))
}

const NONCE = 'n0nce-1234'
const BOOT = ['Memory: 64M', 'Zone ranges:']

/**
 * Reads a file of wordings (packages/verdict/wordings/README.md says how they are written): one
 * wording for each machine of each entry.
 * @throws SyntaxError that names the entry
 */
export function readWordings(file: string): Wording[] {
  const [, ...entries] = `\n${file}`.split(/\n=== /)
  return entries.flatMap((text) => {
    const [first = '', ...rest] = text.split('\n')
    try {
      return readEntry(first, rest)
    } catch (cause) {
      throw new SyntaxError(`${first}: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
  })
}

function readEntry(first: string, rest: readonly string[]): Wording[] {
  const header = readHeader(first)
  const subject = /^Subject: (.*)$/.exec(rest[0] ?? '')?.[1]
  const named = header.fields.get('function') ?? '-'
  if (subject !== undefined && !subject.includes(named)) throw new SyntaxError(`the subject does not name ${named}`)
  const body = rest.slice(subject === undefined ? 0 : 1)
  while (body.at(-1) === '') body.pop()
  if (body.length === 0) throw new SyntaxError('the report is empty')
  return header.targets.map((target) => ({
    name: `${header.name} (${target.machine.architecture} ${target.machine.release}, ${target.style})`,
    architecture: target.machine.architecture,
    kinds: kindsOf(header.fields),
    ...(subject === undefined ? {} : { subject }),
    entry: entryOf(header, target, body),
  }))
}
