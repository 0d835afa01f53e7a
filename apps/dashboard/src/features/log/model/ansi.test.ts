import { expect, test } from 'vitest'
import { ansiSpans, plainText } from './ansi.ts'

const esc = '\u001b'

test('colours and bold become class names', () => {
  expect(ansiSpans(`a${esc}[1;31mred${esc}[0mb`)).toEqual([
    { text: 'a', style: '' },
    { text: 'red', style: 'ansi-1 ansi-bold' },
    { text: 'b', style: '' },
  ])
})

test('bright colours are told from dark ones, and a bare reset resets', () => {
  expect(ansiSpans(`${esc}[92mok${esc}[m.`).map((span) => span.style)).toEqual(['ansi-10', ''])
})

test('parameters of extended colours are not read as codes', () => {
  expect(ansiSpans(`${esc}[38;5;31mx`)).toEqual([{ text: 'x', style: '' }])
  expect(ansiSpans(`${esc}[48;2;31;32;33;1mx`)).toEqual([{ text: 'x', style: 'ansi-bold' }])
})

test('cursor movements, titles and cut sequences leave no trace', () => {
  expect(plainText(`${esc}[2J${esc}[H${esc}]0;title\u0007${esc}(Bhello${esc}[?25l${esc}`)).toBe('hello')
})

test('control characters are shown, never acted on', () => {
  expect(plainText('a\u0000b\u0008c\rd\u007f')).toBe('a\u2400b\u2408c\u240dd\u2421')
})

test('characters that reorder or hide text are replaced', () => {
  expect(plainText('\u202egnp.exe\u200b')).toBe('\ufffdgnp.exe\ufffd')
})

test('tabs and markup stay text', () => {
  expect(ansiSpans('\t<script>')).toEqual([{ text: '\t<script>', style: '' }])
})
