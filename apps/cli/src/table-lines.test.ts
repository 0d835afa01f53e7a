import { expect, test } from 'vitest'
import { tableLines } from './table-lines.ts'

test('columns are aligned whatever colour or wide letters their cells have', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`
  expect(
    tableLines([
      ['id', red('bad'), 'last'],
      ['longer', '漢字', red('x')],
      ['é', red('skipped'), 'y'],
    ]),
  ).toEqual([`id      ${red('bad')}      last`, `longer  漢字     ${red('x')}`, `é       ${red('skipped')}  y`])
})
