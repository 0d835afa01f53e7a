import type { IndentedText } from './console-text.ts'
import type { KtapLimits } from './ktap-limits.ts'
import { type KtapLine, type PlanLine, type ResultLine, readKtapLine } from './ktap-line.ts'
import { behindHash, compare, HASH, type Place, widthOf } from './ktap-place.ts'
import type { KtapResult } from './ktap-result.ts'
import { KtapSuite, type Opening } from './ktap-suite.ts'

const DEPTH = 16
const DOCUMENTS = 1000
/** Of one result, its suite's among them. */
const DIAGNOSTICS = 30

const VERSION = /^K?TAP version \d{1,3}$/
const ASSERTION = /(?:EXPECTATION|ASSERTION) FAILED at /
/** How many lines of a failed assertion follow its first. */
const CONTINUED = 8
/** "case: not ok 2 - parameter" */
const PARAMETER = /^([^: ]{1,256}): ((?:not )?ok \d{1,9} - .*)$/

/** What one document of KTAP holds. */
export interface KtapDocument {
  /** Which line of the console is its first. */
  readonly startedAt: number
  readonly tests: readonly KtapResult[]
  readonly complete: boolean
  readonly planned: number | undefined
  readonly reason: string | undefined
}

/** Reads the KTAP of one writer of a console: the kernel, or what runs in user space. */
export class KtapStream {
  readonly #limits: KtapLimits
  /** Documents that another followed. */
  readonly #done: KtapSuite[] = []
  /** The document that is read, and the suites that are open in it, the outermost first. */
  #open: KtapSuite[] = []
  /** Lines without `#` that still belong to a failed assertion of KUnit. */
  #continued = 0
  #yamlWidth: number | undefined
  /** The indentation of a result line, where that is the last line. */
  #yamlAfter: number | undefined
  /** Documents were not kept. */
  #lost = false
  #line = 0

  constructor(limits: KtapLimits) {
    this.#limits = limits
  }

  /** A document was started. */
  get started(): boolean {
    return this.#open.length > 0
  }

  /** Returns the documents that were read until now. */
  documents(): KtapDocument[] {
    const [root, ...suites] = this.#open
    const open = suites.reduceRight<KtapResult[]>((inner, suite) => [suite.abandoned(inner)], [])
    return [...this.#done, ...(root ? [root] : [])].map((document) => ({
      startedAt: document.startedAt,
      tests: document === root ? [...document.children, ...open] : document.children,
      complete: document.complete && (document !== root || open.length === 0) && !this.#lost,
      planned: document.planned,
      reason: document.bailedOut ?? document.skipReason,
    }))
  }

  /** Reads a line, which is the `at`-th of the console. */
  read({ text: whole, torn }: IndentedText, at: number): void {
    this.#line = at
    const lead = this.#leadOf(whole)
    const inner = whole.slice(lead.length)
    const text = inner.trimStart()
    if (text === '') return
    const place = { lead, width: widthOf(inner.slice(0, inner.length - text.length)) }
    if (this.#skipsYaml(place, text)) return
    const header = this.#nextSelftest(place, text)
    const line = header ? undefined : readKtapLine(text)
    if (header) this.#readSelftest(header.place, header.name)
    else if (line && !this.#isTalk(place, line)) this.#readLine(place, line, torn)
    else this.#readOther(place, text)
  }

  /** Returns the longest lead of an open suite that a line has. */
  #leadOf(text: string): string {
    return this.#open.findLast(({ lead }) => text.startsWith(lead))?.lead ?? ''
  }

  #readLine(place: Place, line: KtapLine, torn: boolean): void {
    this.#continued = 0
    switch (line.kind) {
      case 'version':
        this.#readVersion(place, line.ktap)
        break
      case 'plan':
        this.#readPlan(place, line, torn)
        break
      case 'subtest':
        this.#readSubtest(place, torn || line.name === '' ? undefined : line.name)
        break
      case 'selftest':
        this.#readSelftest(place, torn ? undefined : line.name)
        break
      case 'result':
        this.#readResult(place, line, torn)
        break
      case 'bail-out':
        this.#readBailOut(place, line.reason)
        break
      case 'diagnostic':
        this.#readDiagnostic(place, line.text, torn)
    }
  }

  /**
   * Returns whether a program that printed no TAP before says something that looks like a result.
   */
  #isTalk(place: Place, line: KtapLine): boolean {
    return line.kind === 'result' && this.#at(place)?.live === false
  }

  #readBailOut(place: Place, reason: string): void {
    const suite = this.#at(place)
    if (!suite) return
    suite.bailedOut = reason
    this.#limits.addDiagnostic(suite.diagnostics, `Bail out! ${reason}`)
  }

  #readVersion(place: Place, ktap: boolean): void {
    const [root] = this.#open
    const top = this.#open.at(-1)
    const inner = this.#at(place)
    if (top && top === inner && top !== root && top.fresh) top.live = true
    else if (inner?.opening === 'selftest') {
      this.#closeAbove(inner, true)
      inner.startAgain()
      inner.live = true
    } else if (!root || compare(place, root) <= 0) this.#startDocument(place)
    else this.#openSuite(place, 'subtest')
    const opened = this.#open.at(-1)
    if (opened) opened.ktap = ktap
  }

  #readPlan(place: Place, { planned, skipReason }: PlanLine, torn: boolean): void {
    if (this.#open.length === 0) this.#startDocument(place)
    const suite = this.#at(place) ?? this.#openIndented(place)
    suite?.plan(planned, skipReason)
    // Digits may be missing at its end.
    if (torn) suite?.noteTorn()
  }

  #readSubtest(place: Place, name: string | undefined): void {
    const at = this.#at(place)
    const [root] = this.#open
    if (!root || (at === root && root.fresh && place.width >= 2)) {
      // The lines in front of it were lost.
      this.#open = [this.#newSuite({ lead: place.lead, width: 0 }, 'document')]
      if (place.width > 0) this.#openSuite(place, 'subtest', name)
      else this.#nameNext(place, name)
    } else if (at && at.opening !== 'subtest') this.#nameNext(place, name)
    else if (at && at === this.#open.at(-1) && at.fresh && at.name === undefined) at.name = name
    else {
      const outer = this.#open.findLast((suite) => compare(suite, place) < 0)
      if (outer?.nextName === undefined) this.#openSuite(place, 'subtest', name)
      else {
        this.#openSuite(place, 'indented', outer.nextName)
        this.#nameNext(place, name)
      }
    }
  }

  /** TAP 14 may name a suite on the level above its lines. */
  #nameNext(place: Place, name: string | undefined): void {
    const suite = this.#at(place)
    if (!suite) return
    suite.nextName = name
    suite.live = true
  }

  /** The runner of kselftest starts a program, whose lines it prints behind `# `. */
  #readSelftest(place: Place, name: string | undefined): void {
    if (this.#at(place)) this.#openSuite(behindHash(place), 'selftest', name)
  }

  /** Returns the header of a program whose predecessor has no result line, as that was lost. */
  #nextSelftest({ lead, width }: Place, text: string): { place: Place; name: string } | undefined {
    if (!lead.endsWith(HASH) || width > 0 || !text.startsWith('selftests: ')) return undefined
    const line = readKtapLine(HASH + text)
    const program = this.#open.findIndex((suite) => suite.lead === lead)
    const runner = this.#open[program - 1]
    return line?.kind === 'selftest' && runner ? { place: runner, name: line.name } : undefined
  }

  #readResult(place: Place, line: ResultLine, torn: boolean): void {
    const suite = this.#at(place) ?? (line.number === 1 ? this.#openIndented(place) : undefined)
    if (!suite?.live || !suite.takesNumber(line)) return
    const fit = this.#fit(suite, line.name, torn)
    if (fit === 'none') return
    this.#yamlAfter = suite.ktap ? undefined : place.width
    const inner = this.#closeAbove(suite)
    const own = torn || fit === 'part' ? 'unfinished' : line.status
    const reason = line.reason ?? inner?.skipReason ?? inner?.bailedOut
    suite.nextName = undefined
    suite.add(
      {
        name: fit === 'part' ? (inner?.name ?? line.name) : line.name,
        status: inner ? inner.statusWith(own) : own,
        ...(reason ? { reason } : {}),
        diagnostics: [...suite.takeDiagnostics(), ...(inner?.takeDiagnostics() ?? [])].slice(0, DIAGNOSTICS),
        children: inner?.children ?? [],
        ...(inner?.planned === undefined ? {} : { planned: inner.planned }),
      },
      line,
    )
  }

  /**
   * Returns how a result line fits the suite that is open above `suite`: `none` of another name is
   * printed by another program or by the code under test; `part` was torn.
   */
  #fit(suite: KtapSuite, name: string, torn: boolean): 'whole' | 'part' | 'none' {
    const child = this.#open[this.#open.indexOf(suite) + 1]
    if (child?.name === undefined || child.opening === 'indented' || child.name === name) return 'whole'
    if (name.startsWith(child.name) || (torn && child.name.startsWith(name))) return 'part'
    if (child.opening !== 'parameters') return 'none'
    this.#open.splice(this.#open.indexOf(child))
    return 'whole'
  }

  #readDiagnostic(place: Place, text: string, torn: boolean): void {
    const suite = this.#open.at(-1)
    if (!suite) return
    if (VERSION.test(text) && this.#at(place)) {
      const program = this.#openSuite(behindHash(place), 'selftest')
      if (program) program.live = true
      return
    }
    const [, caseName, result] = PARAMETER.exec(text) ?? []
    const line = result === undefined ? undefined : readKtapLine(result)
    if (line?.kind === 'result' && this.#at(place)?.opening === 'subtest')
      this.#readParameter(place, caseName, torn ? { ...line, status: 'unfinished' } : line)
    else this.#limits.addDiagnostic(suite.diagnostics, text)
    if (ASSERTION.test(text)) this.#continued = CONTINUED
  }

  #readParameter(place: Place, caseName: string | undefined, line: ResultLine): void {
    const inside = { lead: place.lead, width: place.width + 1 }
    const open = this.#at(inside)
    const suite = open?.name === caseName ? open : this.#openSuite(inside, 'parameters', caseName)
    suite?.add({ name: line.name, status: line.status, diagnostics: suite.takeDiagnostics(), children: [] }, line)
  }

  #readOther({ lead, width }: Place, text: string): void {
    const suite = this.#open.at(-1)
    if (!suite) return
    if (lead.endsWith(HASH)) this.#limits.addDiagnostic(suite.diagnostics, text)
    else if (this.#continued > 0 && width >= 2) {
      this.#continued--
      this.#limits.addDiagnostic(suite.diagnostics, text)
    }
  }

  /** TAP may describe a result in a block of YAML behind it. */
  #skipsYaml({ width }: Place, text: string): boolean {
    const after = this.#yamlAfter
    this.#yamlAfter = undefined
    if (this.#yamlWidth !== undefined && width >= this.#yamlWidth) {
      if (text === '...') this.#yamlWidth = undefined
      return true
    }
    this.#yamlWidth = text === '---' && after !== undefined && width > after ? width : undefined
    return this.#yamlWidth !== undefined
  }

  #at(place: Place): KtapSuite | undefined {
    return this.#open.findLast((suite) => compare(suite, place) === 0)
  }

  #startDocument(place: Place): void {
    const [root] = this.#open
    if (root) {
      this.#closeAbove(root, true)
      if (this.#done.length >= DOCUMENTS) this.#lost = true
      else if (!root.fresh) this.#done.push(root)
    }
    this.#open = [this.#newSuite(place, 'document')]
  }

  /** Opens a suite within those that stand before its place; others get no result any more. */
  #openSuite(place: Place, opening: Opening, name?: string): KtapSuite | undefined {
    const parent = this.#open.findLast((suite) => compare(suite, place) < 0)
    if (!parent) return undefined
    this.#closeAbove(parent, true)
    if (this.#open.length >= DEPTH) {
      this.#limits.noteTruncated()
      return undefined
    }
    const suite = this.#newSuite(place, opening, name)
    this.#open.push(suite)
    return suite
  }

  /** Opens a suite whose lines are indented, with nothing in front of them that says so. */
  #openIndented(place: Place): KtapSuite | undefined {
    const top = this.#open.at(-1)
    if (!top?.live || top.lead !== place.lead || place.width < top.width + 2) return undefined
    return this.#openSuite(place, 'indented', top.nextName)
  }

  #newSuite(place: Place, opening: Opening, name?: string): KtapSuite {
    return new KtapSuite({
      lead: place.lead,
      width: place.width,
      opening,
      name,
      limits: this.#limits,
      startedAt: this.#line,
    })
  }

  /**
   * Closes the suites within one. Returns the outermost of them, for its result line; without such
   * a line (`abandon`), adds it as well to the suite that it is in.
   */
  #closeAbove(suite: KtapSuite, abandon = false): KtapSuite | undefined {
    const at = this.#open.indexOf(suite)
    const least = abandon ? at + 1 : at + 2
    for (let last = this.#open.length - 1; last >= least; last--) {
      const inner = this.#open[last]
      if (inner) this.#open[last - 1]?.add(inner.abandoned())
    }
    const [outermost] = this.#open.splice(at + 1)
    return abandon ? undefined : outermost
  }
}
