import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aBisection, anEvent } from '../bisection.fixture.ts'
import { capturedTerminal } from '../captured-terminal.fixture.ts'
import { openView } from './open-view.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('in a log each event is a line, and half a minute of silence brings one', () => {
  const terminal = capturedTerminal()
  const view = openView(terminal)
  view.update(aBisection())
  view.event(anEvent(1, 'stage', 'Stage narrow.\nforged'))
  vi.advanceTimersByTime(29_000)
  view.event(anEvent(2, 'run-started', 'host boots x.'))
  vi.advanceTimersByTime(29_000)
  expect(terminal.notes).toEqual(['03:04:05 Stage narrow. forged', '03:04:05 host boots x.'])
  vi.advanceTimersByTime(2_000)
  expect(terminal.notes).toHaveLength(3)
  expect(terminal.notes[2]).toMatch(/^ {2}… narrowing · 5 of 20/)
  view.close()
  vi.advanceTimersByTime(100_000)
  expect(terminal.notes).toHaveLength(3)
})

/**
 * What a screen shows after all that was painted: it knows the part of a terminal's language that
 * we use.
 */
function screen(painted: string): string[] {
  const rows = ['']
  let row = 0
  for (const [at, part] of painted.split('\u001b').entries()) {
    if (at > 0 && part.startsWith('[1A')) row--
    else if (at > 0 && part.startsWith('[0J')) rows.splice(row, rows.length, '')
    const [first = '', ...below] = part
      .slice(at > 0 ? 3 : 0)
      .replaceAll('\r', '')
      .split('\n')
    rows[row] += first
    for (const line of below) {
      row++
      rows[row] = line || (rows[row] ?? '')
    }
  }
  return rows
}

test('on a screen one block is repainted in place, and verdicts stay above it', () => {
  const terminal = capturedTerminal({ live: true, columns: 40 })
  const view = openView(terminal)
  view.update(aBisection())
  view.event(anEvent(1, 'verdict', 'x is bad.'))
  view.event(anEvent(2, 'run-started', 'host boots y.'))
  vi.advanceTimersByTime(5_000)
  view.note('the service is back')
  const shown = screen(terminal.painted())
  expect(shown.filter((line) => line !== '')).toEqual([
    'x is bad.',
    'the service is back',
    expect.stringContaining('boot on arm64 in linux'),
    '  stage     narrowing · 5 of 20 commits…',
    '  last      host boots y.',
  ])
  view.close()
  expect(screen(terminal.painted()).filter((line) => line !== '')).toEqual(['x is bad.', 'the service is back'])
})
