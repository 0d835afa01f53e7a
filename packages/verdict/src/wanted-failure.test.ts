import { expect, test } from 'vitest'
import { failuresShown, warningsOf } from './failures-shown.ts'
import { makeSignature } from './signature.ts'
import { matchesWanted } from './wanted-failure.ts'

const crash = makeSignature({
  kind: 'panic',
  title: 'Unable to handle kernel paging request',
  function: 'cma_init_reserved_mem',
  trace: ['cma_init_reserved_mem', 'dma_contiguous_reserve', 'setup_arch', 'start_kernel'],
})

test.each([
  [{ kind: 'panic' }, true],
  [{ kind: 'oops' }, true],
  [{ kind: 'warning' }, false],
  [{ function: 'cma_init_reserved_mem' }, true],
  [{ function: 'setup_arch' }, true],
  [{ function: 'start_kernel' }, false],
  [{ message: 'PAGING request' }, true],
  [{ message: 'null pointer' }, false],
  [{ kind: 'panic', function: 'cma_init_reserved_mem', message: 'paging' }, true],
  [{ kind: 'panic', function: 'time_init', message: 'paging' }, false],
])('a failure that is described as %o fits: %s', (wanted, fits) => {
  expect(matchesWanted(crash, wanted)).toBe(fits)
})

const warning = makeSignature({ kind: 'warning', title: 'WARNING in mm/page_alloc.c', function: 'free_area_init' })

test('what a kernel warned of counts as shown only when it is asked for, behind the failure that ended the run', () => {
  const failed = { kind: 'failed', signature: crash, stage: 'kernel', warnings: [warning] } as const
  expect(failuresShown(failed, 'ignore')).toEqual([crash])
  expect(failuresShown(failed, 'fail')).toEqual([crash, warning])
  const passed = { kind: 'passed', warnings: [warning] } as const
  expect(failuresShown(passed, 'ignore')).toEqual([])
  expect(failuresShown(passed, 'fail')).toEqual([warning])
  expect(warningsOf(passed)).toEqual([warning])
  expect(warningsOf({ kind: 'skipped', reason: 'status 125' })).toEqual([])
})
