import { expect, test } from 'vitest'
import { type Frame, type FrameRole, functionName, readFrames, tellingFrames } from './trace-frames.ts'

test.each([
  ['f.isra.0', 'f'],
  ['f.constprop.0.cold', 'f'],
  ['f.part.0.llvm.1234', 'f'],
  ['__pi_memcpy', 'memcpy'],
  ['f.cold', 'f'],
  ['f.clone.3', 'f'],
  ['f.cold.12', 'f'],
  ['f.__uniq.123456', 'f'],
  ['f.word_of_next_year.7', 'f'],
  ['__cfi_check_fail', '__cfi_check_fail'],
  ['SyS_write', 'sys_write'],
  ['__ia32_compat_sys_ioctl', 'sys_ioctl'],
  ['__cfi_f', 'f'],
  ['__arm64_sys_reboot', 'sys_reboot'],
  ['__do_sys_reboot', 'sys_reboot'],
  ['compartment', 'compartment'],
])('the function of %s is %s', (symbol, expected) => {
  expect(functionName(symbol)).toBe(expected)
})

test('a return address at offset 0 names the function behind the caller, and is left out', () => {
  expect(readFrames('next_function+0x0/0x90')).toEqual([])
  expect(readFrames('panic from next_function+0x0/0x90')).toEqual([{ role: 'trace', name: 'panic' }])
  expect(readFrames('pc : first_instruction+0x0/0x90')).toEqual([
    { role: 'pc', name: 'first_instruction', at: { symbol: 'first_instruction', offset: 0 } },
  ])
})

test('the place of a return address lies inside of the call, and its symbol is as printed', () => {
  expect(readFrames('f.isra.0+0x10/0x20')).toEqual([
    { role: 'loose', name: 'f', at: { symbol: 'f.isra.0', offset: 15 } },
  ])
})

const as = (role: FrameRole, ...names: string[]): Frame[] => names.map((name) => ({ role, name }))
const names = (...frames: Frame[]) => tellingFrames(frames).map(({ name }) => name)

test('a skipped frame never names a failure', () => {
  const skipped = ['panic', 'dump_stack_lvl', '__memset', 'memblock_alloc_try_nid', '__kmalloc', 'do_exit', 'kthread']
  expect(names(...as('trace', ...skipped))).toEqual([])
  expect(names(...as('trace', ...skipped, 'culprit'))).toEqual(['culprit'])
})

test('the link register tells who called a leaf that keeps no frame', () => {
  expect(names(...as('pc', '__memset'), ...as('link', 'f'), ...as('trace', '__memset', 'caller_of_f'))).toEqual([
    'f',
    'caller_of_f',
  ])
  expect(names(...as('link', 'f'), ...as('trace', 'caller_of_f'))).toEqual(['f', 'caller_of_f'])
  expect(names(...as('pc', 'f'), ...as('link', 'called_before'), ...as('trace', 'f', 'caller_of_f'))).toEqual([
    'f',
    'caller_of_f',
    'called_before',
  ])
})

test('a guess behind the end of a function is the address of another one, unless it called panic() at last', () => {
  const read = (...lines: string[]) => names(...lines.flatMap(readFrames))
  expect(read('? memcpy+0x1/0x2', '? other+0x18/0x18', '? f+0x10/0x20')).toEqual(['f'])
  expect(read('? panic+0x10/0x20', '? panic_print_sys_info+0x4b/0x4b', '? f+0x18/0x18', '? g+0x18/0x18')).toEqual(['f'])
})

test('what x86 only guesses counts where it believes nothing', () => {
  expect(names(...as('guess', 'old'), ...as('trace', 'f'))).toEqual(['f'])
  expect(names(...as('pc', 'memcpy'), ...as('guess', 'f', 'g'))).toEqual(['f', 'g'])
})

test('what a panic or a report calls to print itself is not meant', () => {
  expect(names(...as('guess', 'my_console_write', 'dump_stack_lvl', 'my_notifier', 'panic', 'f'))).toEqual(['f'])
  expect(names(...as('pc', 'my_notifier'), ...as('trace', 'my_notifier', 'panic', 'f'))).toEqual(['my_notifier', 'f'])
})

test('of a watchdog the interrupted function is meant, in whatever way it is shown', () => {
  const interrupt = as('trace', 'print_cpu_stall', 'my_timer_tick', 'el1h_64_irq')
  const told = (...frames: Frame[]) => tellingFrames(frames, true).map(({ name }) => name)
  expect(told(...interrupt, ...as('trace', 'f', 'g'))).toEqual(['f', 'g'])
  expect(told(...as('pc', 'f'), ...as('trace', 'f', 'g'))).toEqual(['f', 'g'])
})

test('of an interrupt the function that it ran is meant, not the one that it came upon', () => {
  const interrupt = as('trace', 'dump_stack', 'sleep_in_tick', 'asm_sysvec_apic_timer_interrupt', 'innocent')
  expect(names(...interrupt)).toEqual(['sleep_in_tick'])
  expect(names(...as('trace', 'dump_stack', 'irq_exit', 'el1h_64_irq', 'innocent'))).toEqual([])
})

test('a function that sets a sanitizer up may be meant, and a Rust panic is not', () => {
  expect(names(...as('trace', 'kasan_report', '__asan_load8', 'kasan_init'))).toEqual(['kasan_init'])
  expect(
    names(...as('trace', 'rust_helper_BUG', 'rust_begin_unwind', '_RNvNtCs3yuw_4core9panicking9panic_fmt', 'f')),
  ).toEqual(['f'])
})

test('of a recursion that fills the stack each function is told once, and at most 24', () => {
  const frames = Array.from({ length: 60 }, (_, at) => `f${Math.floor(at / 2)}`)
  expect(names(...as('trace', ...frames, ...frames))).toEqual(Array.from({ length: 24 }, (_, at) => `f${at}`))
})
