/** A function seen in the report of a failure. `link` is the return address: believed only when nothing better is there. */
export interface Frame {
  readonly role: 'trace' | 'link'
  readonly name: string
}

const SYMBOL = String.raw`([A-Za-z_][\w.]*)\+0x([0-9a-f]+)\/0x[0-9a-f]+`
const ADDRESS = String.raw`\[<[0-9a-f]+>\]\s*`

/** Each `pattern` has pairs of groups: symbol, offset. The offset may be missing where the line does not tell it. */
const FRAMES: readonly { role: Frame['role']; returns: boolean; pattern: RegExp }[] = [
  // arm64 "pc : f+0x58/0x100", arm "PC is at f+0x1c/0x98"
  { role: 'trace', returns: false, pattern: new RegExp(`^(?:pc :|PC is at) ${SYMBOL}`) },
  { role: 'link', returns: true, pattern: new RegExp(`^(?:lr :|LR is at) ${SYMBOL}`) },
  // x86 "RIP: 0010:f+0x1c/0x98", before 4.11 "RIP: 0010:[<ffffffff81000000>]  [<ffffffff81000000>] f+0x1c/0x98"
  { role: 'trace', returns: false, pattern: new RegExp(`^[ER]IP: (?:[0-9a-f]{4}:)?(?:${ADDRESS}){0,2}${SYMBOL}`) },
  // arm "f from g+0x10/0x14"; the last line of a trace is the only one that names its caller
  { role: 'trace', returns: true, pattern: new RegExp(`^([A-Za-z_][\\w.]*)() from ${SYMBOL}`) },
  // arm before 5.19 "[<c010f4e4>] (f) from [<c010b0e8>] (g+0x10/0x14)"
  {
    role: 'trace',
    returns: true,
    pattern: new RegExp(`^${ADDRESS}\\(([A-Za-z_][\\w.]*)()\\) from ${ADDRESS}\\(${SYMBOL}`),
  },
  { role: 'trace', returns: true, pattern: new RegExp(`^${ADDRESS}\\(${SYMBOL}\\) from `) },
  // arm64 and x86 call traces; x86 marks frames that it does not believe with "? ", and they are not matched
  { role: 'trace', returns: true, pattern: new RegExp(`^(?:${ADDRESS})?${SYMBOL}`) },
]

/** Functions that report, handle or merely execute a fault that somebody else made. */
const NOISE: readonly RegExp[] = [
  // reporting
  /^(?:v?panic|panic_\w+|nmi_panic|dump_stack\w*|show_stack\w*|show_trace\w*|dump_backtrace\w*|unwind_backtrace|show_regs\w*)$/,
  /^(?:__)?die\w*$|^(?:do_exit|make_task_dead|oops_\w+|__warn\w*|warn_slowpath\w*|report_bug|bug_handler|v?printk\w*|_printk)$/,
  // fault handling: x86, arm64, arm
  /^(?:asm_)?exc_\w+$|^(?:page_fault_oops|\w*do_user_addr_fault|\w*bad_area\w*|no_context|do_trap|do_error_trap|handle_bug|early_idt_\w+|do_early_exception|early_fixup_exception)$/,
  /^el[01]t?h?_\w+$|^(?:do_mem_abort|do_translation_fault|do_page_fault|__do_page_fault|__do_kernel_fault|die_kernel_fault|do_bad\w*|do_sea|do_undefinstr|do_el[01]_\w+|do_debug_exception|brk_handler|call_break_hook|arm64_\w*serror\w*|force_signal_inject|arm64_notify_die)$/,
  /^(?:do_DataAbort|do_PrefetchAbort|arm_notify_die|__(?:dabt|pabt|und|irq)_(?:svc|usr)|do_alignment\w*)$/,
  // memory and string functions, with and without the prefixes of the instrumented and position-independent copies
  /^_*(?:arch_|asan_|msan_)?(?:mem(?:set|cpy|move|cmp|chr|scan|zero)|mmioset|mmiocpy|str(?:l|n)?(?:cpy|cat|len|cmp|chr)|strscpy|clear_page|copy_page)\w*$/,
  /^_*(?:raw_)?copy_(?:from|to)_user\w*$/,
  // allocators
  /^_*(?:k[mzvc]alloc|kmem_cache_alloc|kmem_cache_zalloc|krealloc|kfree|kvfree|slab_|vmalloc|vzalloc|vfree|alloc_pages|get_free_pages|get_zeroed_page|rmqueue|get_page_from_freelist|memblock_(?:phys_)?alloc|memblock_(?:add|reserve|free)|pcpu_alloc|alloc_percpu)\w*$/,
  // locks, lists, counters: the fault is with whoever passed them a bad object
  /^_*(?:raw_)?(?:spin|read|write)_(?:try)?(?:un)?lock\w*$|^_*(?:queued_spin_lock|mutex_(?:un)?lock|down_|up_|rwsem_|rt_mutex_)\w*$/,
  /^_*(?:list_(?:add|del)\w*|refcount_warn_saturate|rb_(?:insert|erase|next|prev)\w*|xa_(?:load|store)|idr_\w+|kref_\w+)$/,
]

const SUFFIX = /\.(?:isra|constprop|part|cold|llvm|lto_priv)\b[\w.]*$/

/** A symbol without what compiler and linker added to it: `f.isra.0`, `f.constprop.0.cold` and `__pi_f` are `f`. */
export function functionName(symbol: string): string {
  return symbol.replace(SUFFIX, '').replace(/^__pi_/, '')
}

/**
 * The frames that a line of a report shows: none, one, or on arm two. The line comes without printk prefix and leading
 * blanks. A return address at offset 0 is left out: the call was the last thing its function did, as of `panic()`, and
 * the name is that of whichever function happens to lie behind it.
 */
export function readFrames(line: string): Frame[] {
  for (const { role, returns, pattern } of FRAMES) {
    const match = pattern.exec(line)
    if (!match) continue
    const [, ...groups] = match
    return groups.flatMap((symbol, index) => {
      const misleading = returns && groups[index + 1] === '0'
      return index % 2 === 0 && symbol && !misleading ? [{ role, name: functionName(symbol) }] : []
    })
  }
  return []
}

const TRACE_LIMIT = 24

/**
 * The functions that are not merely reporting, copying, allocating or locking, innermost first, each once; at most 24. The first is
 * the one that a person would name.
 */
export function tellingFunctions(frames: readonly Frame[]): string[] {
  const trace = frames.filter(({ role }) => role === 'trace')
  const link = frames.filter(({ role }) => role === 'link')
  const names = new Set([...trace, ...link].map(({ name }) => name))
  return [...names].filter((name) => !NOISE.some((pattern) => pattern.test(name))).slice(0, TRACE_LIMIT)
}
