import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '@kbisect/exec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BenchmarkAnswer } from '../benchmark.ts'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

let directory = ''
beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('npm run build comes first')
  directory = mkdtempSync(join(tmpdir(), 'kbisect-bench-engine-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function bench(...args: readonly string[]) {
  const own = join(directory, 'work')
  const result = await run(
    { file: process.execPath, args: [MAIN, 'engine', '--dir', own, ...args] },
    { deadlineSeconds: 280, captureBytes: 1 << 20 },
  )
  expect(existsSync(own) ? readdirSync(own) : []).toEqual([])
  const lines = result.stdout.trimEnd().split('\n')
  return { ...result, lines, answer: () => JSON.parse(lines.at(-1) ?? '') as BenchmarkAnswer }
}

test('fills every row of the table within a minute or so, and keeps what it promises', async () => {
  const { exitCode, stderr, answer } = await bench('--quick', '--json')
  expect(exitCode, stderr).toBe(0)
  const { name, rows } = answer()
  expect(name).toBe('engine')
  expect(new Set(rows.map(({ row }) => row))).toEqual(new Set(Array.from({ length: 12 }, (_, at) => String(at + 1))))
  expect(rows.filter(({ met }) => met !== null).length).toBeGreaterThan(5)
  const same = rows.filter(({ setting }) => setting.includes('as our rule of it'))
  expect(same.length).toBeGreaterThan(3)
  for (const { value } of same) expect(value).toBe(100)
})

test('a given history is searched, and the same seed gives the same figures', async () => {
  const repository = join(directory, 'history')
  const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' })
  execFileSync('git', ['init', '--quiet', repository])
  for (let at = 0; at < 12; at++)
    git('-c', 'user.name=A', '-c', 'user.email=a@localhost', 'commit', '--quiet', '--allow-empty', '-m', `${at}`)
  git('tag', 'good', 'HEAD~10')
  const args = [
    '--quick',
    '--json',
    '--repo',
    repository,
    '--good',
    'good',
    '--bad',
    'HEAD',
    '--rows',
    '3',
    '--seed',
    'x',
  ]
  const [first, again] = [await bench(...args), await bench(...args)]
  expect(first.answer().rows.some(({ setting }) => setting.includes('history good..HEAD (10)'))).toBe(true)
  expect(first.answer()).toEqual(again.answer())
  expect(new Set(first.answer().rows.map(({ row }) => row))).toEqual(new Set(['3']))
})

test('a history that is not there is an error that names it', async () => {
  const { exitCode, stderr } = await bench('--repo', directory, '--good', 'a', '--bad', 'b')
  expect(exitCode).toBe(2)
  expect(stderr).toContain(directory)
  expect(stderr).toContain('hint:')
})

test('play shows one search to its end, the same for the same seed', async () => {
  const [first, again] = [await bench('--play', '--seed', '7'), await bench('--play', '--seed', '7')]
  expect(first.exitCode).toBe(0)
  expect(first.lines.at(-1)).toMatch(/^It was [0-9a-f]{10}: (right|WRONG)\.$/)
  expect(first.stdout).toMatch(/splits what is believed \d+ % : \d+ %/)
  expect(again.stdout).toBe(first.stdout)
  expect((await bench('--play', '--seed', '8')).stdout).not.toBe(first.stdout)
})
