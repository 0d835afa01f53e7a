import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programFiles } from '@kbisect/settings'
import { expect, test } from 'vitest'
import { testContext } from '../captured-terminal.fixture.ts'
import { defineProgram } from '../program.ts'
import { allCommands } from '../run-kbisect.fixture.ts'
import { manualPage } from './manual-page.ts'

const PAGE = fileURLToPath(new URL('../../man/kbisect.1', import.meta.url))

const page = manualPage(defineProgram(testContext(undefined).context, async () => {}))

test('man/kbisect.1 is what the definition of the program says, with every command', async () => {
  const sections = [...page.matchAll(/^\.SS "kbisect (.*)"$/gm)].map(([, name = '']) => name.replaceAll('\\-', '-'))
  expect(sections).toEqual(allCommands().map((words) => words.join(' ')))
  await expect(page).toMatchFileSnapshot(PAGE)
})

/** What a program prints of the page, and what it complains about. */
function render(file: string, args: readonly string[]): { readonly text: string; readonly warnings: string } {
  const { stdout, stderr } = spawnSync(file, args, { input: page, encoding: 'utf8' })
  return { text: stdout, warnings: stderr }
}

test.skipIf(programFiles('groff').length === 0)('groff renders the manual page without a warning', () => {
  const { text, warnings } = render('groff', ['-man', '-ww', '-Tutf8', '-P-cbou', '-rLL=78n'])
  expect(warnings).toBe('')
  expect(text).toContain(
    "kbisect run --repo . --good v6.1 --bad HEAD --arch arm64 --test 'console:!WARNING: .*slub' --json",
  )
  expect(text).toMatch(/\n {7}--arch <arch>\n {14}architecture: arm, arm64, x86_64 \(needed\)\n/)
})

test.skipIf(programFiles('mandoc').length === 0)('mandoc finds nothing wrong with the manual page', () => {
  const { text } = render('mandoc', ['-T', 'lint', '-W', 'warning'])
  // A date would change the page with each release.
  expect(text.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([])
})
