import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph, type GraphCommit } from './commit-graph.ts'
import { decide, type Finding } from './decide.ts'
import { ancestry, histories } from './random-history.fixture.ts'

const chain = (length: number): GraphCommit[] =>
  Array.from({ length }, (_, at) => ({
    id: `c${String(at).padStart(3, '0')}`,
    parents: at === 0 ? ['good'] : [`c${String(at - 1).padStart(3, '0')}`],
  }))

/** Searches for a known culprit, and answers how it ended and after how many tests. */
function search(history: readonly GraphCommit[], culprit: string, untestable: ReadonlySet<string> = new Set()) {
  const graph = new CommitGraph(history)
  const tip = history.at(-1)?.id ?? ''
  const findings = new Map<string, Finding>([[tip, 'bad']])
  for (let tests = 0; ; tests++) {
    const decision = decide(graph, findings)
    if (decision.kind !== 'test') return { decision, tests }
    if (findings.has(decision.next)) throw new Error(`${decision.next} was chosen twice`)
    const bad = ancestry(history, decision.next).has(culprit)
    findings.set(decision.next, untestable.has(decision.next) ? 'skip' : bad ? 'bad' : 'good')
  }
}

describe('decide', () => {
  it('finds every culprit of a chain in log2 of its length', () => {
    const history = chain(64)
    for (const { id } of history) {
      const { decision, tests } = search(history, id)
      expect(decision).toMatchObject({ kind: 'culprit', culprit: id })
      expect(tests).toBeLessThanOrEqual(6)
    }
  })

  it('finds any culprit of any history with merges and several roots', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, pick) => {
        const culprit = history[pick % history.length]?.id ?? ''
        expect(search(history, culprit).decision).toMatchObject({ kind: 'culprit', culprit })
      }),
    )
  })

  it('never excludes the culprit when commits cannot be tested', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.array(fc.nat(), { maxLength: 20 }), (history, pick, skips) => {
        const culprit = history[pick % history.length]?.id ?? ''
        const tip = history.at(-1)?.id
        const untestable = new Set(
          skips.flatMap((at) => history[at % history.length]?.id ?? []).filter((id) => id !== tip),
        )
        const { decision } = search(history, culprit, untestable)
        expect(decision.kind === 'culprit' || decision.kind === 'range').toBe(true)
        expect(decision.candidates).toContain(culprit)
        const certain = decision.candidates.filter((id) => !untestable.has(id))
        expect(certain.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('does not depend on the order of the findings', () => {
    fc.assert(
      fc.property(
        histories,
        fc.array(fc.tuple(fc.nat(), fc.constantFrom<Finding>('good', 'bad', 'skip')), { maxLength: 8 }),
        (history, known) => {
          const graph = new CommitGraph(history)
          const findings = new Map(known.map(([at, finding]) => [history[at % history.length]?.id ?? '', finding]))
          expect(decide(graph, new Map([...findings].reverse()))).toEqual(decide(graph, findings))
        },
      ),
    )
  })

  it('halves the candidates where the history allows it', () => {
    const decision = decide(new CommitGraph(chain(9)), new Map([['c008', 'bad']]))
    expect(decision).toMatchObject({ kind: 'test', next: 'c003', split: [4, 5] })
  })

  it('tests a merge before its sides when that halves better', () => {
    const history: GraphCommit[] = [
      { id: 'a', parents: [] },
      { id: 'b', parents: ['a'] },
      { id: 'x', parents: ['a'] },
      { id: 'm', parents: ['b', 'x'] },
      { id: 'n', parents: ['m'] },
      { id: 'o', parents: ['n'] },
      { id: 'p', parents: ['o'] },
      { id: 'q', parents: ['p'] },
    ]
    expect(decide(new CommitGraph(history), new Map([['q', 'bad']]))).toMatchObject({ kind: 'test', next: 'm' })
  })

  it('names the merge when both its parents are good', () => {
    const history: GraphCommit[] = [
      { id: 'a', parents: [] },
      { id: 'x', parents: [] },
      { id: 'm', parents: ['a', 'x'] },
    ]
    const findings = new Map<string, Finding>([
      ['m', 'bad'],
      ['a', 'good'],
      ['x', 'good'],
    ])
    expect(decide(new CommitGraph(history), findings)).toMatchObject({ kind: 'culprit', culprit: 'm' })
  })

  it('steps away from a stretch that cannot be tested', () => {
    const history = chain(60)
    const broken = new Set(history.slice(24, 36).map((commit) => commit.id))
    const { decision, tests } = search(history, 'c050', broken)
    expect(decision).toMatchObject({ kind: 'culprit', culprit: 'c050' })
    expect(tests).toBeLessThanOrEqual(9)
  })

  it('answers with the range when only untestable commits are left', () => {
    const untestable = new Set(['c010', 'c011', 'c012'])
    const { decision } = search(chain(20), 'c011', untestable)
    expect(decision).toMatchObject({ kind: 'range', candidates: ['c010', 'c011', 'c012', 'c013'] })
  })

  it('calls a bad ancestor of a good commit inconsistent and names both', () => {
    const findings = new Map<string, Finding>([
      ['c009', 'bad'],
      ['c003', 'bad'],
      ['c006', 'good'],
    ])
    expect(decide(new CommitGraph(chain(10)), findings)).toMatchObject({
      kind: 'inconsistent',
      bad: ['c003'],
      good: ['c006'],
    })
  })
})

describe('CommitGraph', () => {
  it('refuses a commit that comes before its parent', () => {
    expect(
      () =>
        new CommitGraph([
          { id: 'b', parents: ['a'] },
          { id: 'a', parents: [] },
        ]),
    ).toThrow('b is listed before its parent a')
  })

  it('refuses a commit that is listed twice', () => {
    expect(
      () =>
        new CommitGraph([
          { id: 'a', parents: [] },
          { id: 'a', parents: [] },
        ]),
    ).toThrow('listed twice')
  })
})
