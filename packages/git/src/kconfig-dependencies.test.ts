import { expect, test } from 'vitest'
import { dependenciesOf } from './kconfig-dependencies.ts'

const kconfig = `
menuconfig RUNTIME_TESTING_MENU
	bool "Runtime Testing"

if RUNTIME_TESTING_MENU

config LKDTM
	tristate "Linux Kernel Dump Test Tool Module"
	depends on DEBUG_FS

config TEST_LIST_SORT
	tristate "Linked list sorting test" if !KUNIT_ALL_TESTS
	depends on KUNIT=y && \\
		SORTING # for the lists
	depends on !SLOB && MMU && (A || B) && C != 1
	depends on D || E
	help
	  depends on nothing else

menu "Slow ones"
	depends on SLOW
	visible if FAST

config SLOW_TEST
	bool "Slow"
endmenu
endif # RUNTIME_TESTING_MENU

config LATER
	bool
`

test('a symbol depends on what its lines, and the blocks and menus around it, ask for without an alternative', () => {
  expect(dependenciesOf(kconfig, 'TEST_LIST_SORT')).toEqual(['RUNTIME_TESTING_MENU', 'KUNIT', 'SORTING', 'MMU'])
  expect(dependenciesOf(kconfig, 'LKDTM')).toEqual(['RUNTIME_TESTING_MENU', 'DEBUG_FS'])
  expect(dependenciesOf(kconfig, 'SLOW_TEST')).toEqual(['RUNTIME_TESTING_MENU', 'SLOW'])
})

test('a symbol outside of all blocks, or of another file, depends on nothing that is known', () => {
  expect(dependenciesOf(kconfig, 'LATER')).toEqual([])
  expect(dependenciesOf(kconfig, 'RUNTIME_TESTING_MENU')).toEqual([])
  expect(dependenciesOf(kconfig, 'NOWHERE')).toEqual([])
})
