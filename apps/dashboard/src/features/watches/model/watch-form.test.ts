import { expect, test } from 'vitest'
import { watch } from '../../../fixture/watch-world.fixture.ts'
import { changeOfWatchForm, emptyWatchForm, formOfWatch, requestOfWatchForm } from './watch-form.ts'

const file = { name: 'kasan', content: 'CONFIG_KASAN=y\n' }

test('a form that was not touched asks for the defaults of the API, without limits', () => {
  expect(
    requestOfWatchForm({ ...emptyWatchForm('lab'), name: ' next ', branches: ' master \n\ntags/next-*\n' }),
  ).toEqual({
    ...{ name: 'next', tree: 'lab', branches: ['master', 'tags/next-*'], targets: [{ architecture: 'x86_64' }] },
    ...{ tests: [{ kind: 'boot' }], schedule: { everySeconds: 900 }, revisions: 'newest', policy: 'notify' },
    ...{ runs: 2, buildsPerDay: null, bisections: 2 },
  })
})

test.each([
  watch('next'),
  watch('whole', {
    targets: [
      { name: 'board', architecture: 'arm', config: file, fragments: [file], toolchain: 'clang', cmdline: 'quiet' },
      { architecture: 'arm64', config: 'tinyconfig' },
    ],
    tests: [
      { kind: 'build' },
      { kind: 'script', script: 'exit 0\n' },
      { kind: 'console', pattern: 'x', expect: 'absent' },
    ],
    ...{
      schedule: { cron: '5 4 * * 1' },
      revisions: 'all',
      policy: 'record',
      runs: 5,
      buildsPerDay: 40,
      bisections: 1,
    },
  }),
])('a form that changes nothing of the watch $name asks for what it has', (kept) => {
  const { branches, targets, tests, schedule, revisions, policy, runs, buildsPerDay, bisections } = kept
  expect(changeOfWatchForm(formOfWatch(kept))).toEqual({
    ...{ branches, targets, tests, schedule, revisions, policy, runs, buildsPerDay, bisections },
  })
})

test.each([
  [86_400, '1', 'days'],
  [7200, '2', 'hours'],
  [5400, '90', 'minutes'],
  [90, '90', 'seconds'],
] as const)('an interval of %i seconds is shown as %s %s', (everySeconds, every, unit) => {
  const form = formOfWatch(watch('next', { schedule: { everySeconds } }))
  expect([form.every, form.unit]).toEqual([every, unit])
  expect(changeOfWatchForm(form).schedule).toEqual({ everySeconds })
})

test('what is no number is sent as typed, and what is empty as empty, so that the API names it', () => {
  const form = { ...emptyWatchForm('lab'), runs: '', bisections: 'some', buildsPerDay: 'many', every: 'often' }
  expect(changeOfWatchForm(form)).toMatchObject({
    ...{ runs: '', bisections: 'some', buildsPerDay: 'many', schedule: { everySeconds: 'often' } },
  })
})
