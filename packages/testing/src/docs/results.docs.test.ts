import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { causes, labels, labelWords } from '@kbisect/contracts'
import { expect, test } from 'vitest'

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../../docs/how-it-decides.md'), 'utf8')

/** The first cells of the table rows below a heading row. */
function firstCells(heading: string): string[] {
  const lines = PAGE.split('\n')
  const rows = lines.slice(lines.findIndex((line) => line.startsWith(`| ${heading} |`)) + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return rows.slice(0, end).map((row) => row.split('|')[1]?.trim() ?? '')
}

test('docs/how-it-decides.md explains each label and each cause', () => {
  expect(firstCells('Label')).toEqual(labels.map((label) => labelWords(label).badge))
  expect(firstCells('Cause')).toEqual(causes.map((cause) => `\`${cause}\``))
})
