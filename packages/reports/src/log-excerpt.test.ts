import { expect, test } from 'vitest'
import { logExcerpt } from './log-excerpt.ts'

const lines = (word: string, number: number): string[] => Array.from({ length: number }, (_, at) => `${word} ${at}`)

test('the first failure is shown with a few lines before it and more after it', () => {
  const log = [...lines('booting', 100), 'Kernel panic - not syncing', ...lines('trace', 100)].join('\r\n')
  const excerpt = logExcerpt(log).split('\n')
  expect(excerpt.slice(0, 6)).toEqual([
    'booting 96',
    'booting 97',
    'booting 98',
    'booting 99',
    'Kernel panic - not syncing',
    'trace 0',
  ])
  expect(excerpt).toHaveLength(30)
})

test('a kernel that falls silent is shown by its last words', () => {
  expect(logExcerpt(`${lines('booting', 100).join('\n')}\n\n`).split('\n')).toEqual(
    Array.from({ length: 15 }, (_, at) => `booting ${85 + at}`),
  )
})
