import type { FailureKind } from './terms.ts'

/**
 * Functions that report, handle or merely execute what another function did wrong, as text by
 * topic. A `*` stands for any further letters: only where a whole family is named so, and no driver
 * would be.
 */
const SKIPPED_FRAMES = {
  'headlines of checks': `
    warn_alloc warn_alloc_failed slab_error slab_out_of_memory sysfs_warn_dup sysfs_create_dir_ns kobject_add kobject_add_internal
    kobject_add_varg kobject_init_and_add native_read_msr native_write_msr native_write_msr_safe ex_handler_* xfs_error_report
    xfs_corruption_error check_unmap check_sync check_for_stack check_for_illegal_area debug_dma_* report_bad_irq note_interrupt vmalloc_area_node
    lookup_chain_cache_add lockdep_init_map_type kmem_cache_destroy dequeue_task_idle deactivate_task ext4_handle_error ext4_error*`,
  reporting: `
    panic vpanic panic_print_sys_info panic_other_cpus_shutdown nmi_panic panic_bust_spinlocks check_panic_on_warn oops_enter oops_exit oops_end oops_begin die die_body die_header die_addr
    die_kernel_fault arm64_notify_die arm_notify_die notify_die do_exit make_task_dead do_group_exit rewind_stack_do_exit
    rewind_stack_and_make_dead warn warn_printk warn_slowpath_fmt warn_slowpath_null warn_slowpath_common report_bug bug_handler
    bug_brk_handler handle_bug is_valid_bugaddr fixup_bug
    dump_stack dump_stack_lvl dump_stack_print_info show_stack show_stack_log_lvl show_trace show_trace_log_lvl dump_backtrace
    dump_backtrace_entry unwind_backtrace show_regs show_regs_print_info print_trace_stack walk_stackframe c_backtrace sched_show_task
    show_state_filter dump_header dump_page printk vprintk* printk_* console_unlock console_flush_all console_emit_next_record
    console_trylock_spinning call_console_drivers devkmsg_emit dev_vprintk_emit dev_printk_emit dev_printk dev_err dev_warn dev_info
    stack_trace_consume_entry va_format ref_tracker_* print_context_stack dump_trace profile_tick sysfs_warn_dup report_bad_irq note_interrupt
    warn_bogus_irq_restore usercopy_warn print_bad_pte gfs2_assert_* ocfs2_abort mlog_bug panic_if_irq_remap
    assertfail panic_on_this_cpu print_hex_dump hex_dump_to_buffer hex_string skb_panic skb_over_panic skb_under_panic warn_bogus_irq_restore check_preemption_disabled
    debug_smp_processor_id this_cpu_preempt_check seqprop_assert unwind_next_frame unwind_start arch_stack_walk
    stack_chk_fail fortify_panic fortify_report refcount_warn_saturate refcount_error_report usercopy_abort check_object_size
    check_heap_object check_kernel_text_object debug_print_object debug_object_* debug_check_no_obj_freed`,
  'trap handling': `
    asm_exc_* exc_* synchronous_exception page_fault_oops do_user_addr_fault do_user_fault bad_area* no_context page_fault async_page_fault retint_kernel ret_from_exception stext do_trap
    do_trap_no_signal do_error_trap do_invalid_op invalid_op do_general_protection general_protection do_divide_error divide_error
    do_double_fault double_fault do_int3 int3 early_idt_handler_common early_idt_handler do_early_exception early_fixup_exception
    kernelmode_fixup_or_oops spurious_kernel_fault error_entry handle_stack_overflow fixup_exception do_page_fault do_kern_addr_fault
    vmalloc_fault trace_do_page_fault cfi_check cfi_check_fail cfi_slowpath* cfi_failure_handler handle_cfi_failure report_cfi_failure
    do_trap_break do_trap_* do_page_fault_error handle_exception handle_ade handle_ept_misconfig
    el1_* el1h_* el1t_* el0_* el0t_* do_mem_abort do_translation_fault do_kernel_fault do_bad do_bad_area do_bad_IRQ do_sea do_tag_check_fault
    do_tag_recovery do_alignment_fault do_alignment do_undefinstr do_debug_exception brk_handler call_break_hook early_brk64 bad_mode
    arm64_serror_panic do_serror do_el0_* do_el1_* force_signal_inject panic_bad_stack handle_bad_stack do_sp_pc_abort
    do_DataAbort do_PrefetchAbort dabt_svc dabt_usr pabt_svc pabt_usr und_svc und_usr und_fault und_svc_fault call_fpe do_sect_fault
    div0 Ldiv0 Ldiv0_64`,
  'memory and strings': `
    copy_to_iter copy_from_iter copy_page_to_iter copy_page_from_iter copy_folio_to_iter copyin copyout check_copy_size copy_overflow check_zeroed_user
    raw_readb raw_readw raw_readl raw_readq raw_writeb raw_writew raw_writel raw_writeq readb readw readl readq writeb writew writel writeq
    ioread8 ioread16* ioread32* iowrite8 iowrite16* iowrite32* logic_in* logic_out* insb insw insl outsb outsw outsl memcpy_fromio memcpy_toio memset_io
    regmap_mmio_* regmap_read regmap_write regmap_raw_read regmap_raw_write regmap_bus_* regmap_update_bits* regmap_bulk_* kernel_init_pages kernel_init_free_pages
    x86_indirect_thunk_* phys_addr read_word_at_a_time read_once_word_nocheck crc16 crc32* crc_ccitt crc_itu_t csum_partial* do_csum memdup_user memdup_user_nul virt_to_phys virt_addr_valid
    memset memset_* memset16 memset32 memset64 memcpy memcpy_erms memcpy_orig memcpy_flushcache memcpy_mcsafe* memcpy_generic memcpy_neon memcpy_from* memcpy_to* memmove memmove_* memcmp memchr memchr_inv memscan memzero memzero_* bcmp mul_u64_*
    mmioset mmiocpy mmiocmp strlen strnlen strcpy strncpy strlcpy strscpy strscpy_pad sized_strscpy strcat strncat strlcat strcmp
    strncmp strcasecmp strncasecmp strchr strrchr strstr strnstr strnchr strchrnul strsep strspn strcspn strpbrk strim skip_spaces
    kstrdup kstrdup_const kstrdup_quotable kstrndup kmemdup kmemdup_nul kmemdup_noprof kvmemdup kasprintf kvasprintf kvasprintf_const
    seq_printf seq_vprintf seq_puts seq_putc seq_put_* seq_write seq_escape* seq_bprintf sysfs_emit* sscanf vsscanf simple_strto* kstrto* strto* match_token match_int hex2bin bin2hex hex_to_bin
    parse_int* _parse_integer* get_option* bsearch sort sort_r heapsort do_swap generic_swap bitmap_* cpumask_* hweight* sw_hweight* gcd div64_* div_s64* aeabi_* udivsi3 divsi3
    udivdi3 divdi3 umoddi3 asm_copy_to_user asm_copy_from_user fixup_exception_user memcpy_and_pad sg_copy_* sg_next sg_pcopy_* sg_miter_*
    dev_driver_string dev_name get_random_bytes* find_next_and_bit find_last_bit find_next_* find_first_* jhash jhash2 siphash_* xxh32 xxh64 sha1_* sha256_* md5_*
    uuid_* guid_* utf8_* utf16* utf32* glob_match
    vsnprintf snprintf sprintf vsprintf scnprintf vscnprintf string string_nocheck number pointer widen_string
    clear_page clear_page_* copy_page copy_page_* clear_highpage copy_highpage rep_movs_alternative rep_stos_alternative
    copy_from_user copy_to_user raw_copy_from_user raw_copy_to_user arch_copy_from_user arch_copy_to_user arch_clear_user copy_user_generic*
    copy_user_enhanced_fast_string copy_user_nocache arm_copy_from_user arm_copy_to_user clear_user clear_user_*
    get_user_1 get_user_2 get_user_4 get_user_8 get_user_nocheck_* put_user_1 put_user_2 put_user_4 put_user_8 put_user_nocheck_*
    strncpy_from_user strnlen_user copy_from_kernel_nofault copy_to_kernel_nofault probe_kernel_read`,
  allocators: `
    kmalloc kmalloc_noprof kmalloc_trace* kmalloc_node kmalloc_node_trace* kmalloc_node_noprof kmalloc_track_caller* kmalloc_node_track_caller*
    kmalloc_large* kmalloc_order* kmalloc_slab kmalloc_cache_noprof kmalloc_array kzalloc kcalloc do_kmalloc do_kmalloc_node krealloc
    krealloc_* kvmalloc kvmalloc_* kvzalloc kvfree kvfree_* kfree kfree_sensitive kzfree kfree_const ksize kmem_cache_alloc
    kmem_cache_alloc_* kmem_cache_zalloc kmem_cache_free kmem_cache_free_bulk slab_alloc slab_alloc_node slab_free slab_free_* slab_post_alloc_hook
    do_kmem_cache_free do_slab_free new_slab allocate_slab alloc_slab_page slab_err object_err slab_bug slab_fix print_trailer
    check_bytes_and_report check_object check_slab on_freelist alloc_debug_processing free_debug_processing free_to_partial_list
    alloc_consistency_checks free_consistency_checks get_partial_node cache_alloc_refill cache_free_debugcheck set_freepointer
    kfree_skb kfree_skb_* consume_skb kfree_skbmem sk_skb_reason_drop dev_kfree_skb_* alloc_skb alloc_skb_* build_skb* netdev_alloc_skb napi_alloc_skb kmalloc_reserve
    skb_put skb_push skb_pull cache_grow_begin fallback_alloc cache_alloc cache_alloc_* slab_pre_alloc_hook fs_reclaim_acquire fs_reclaim_release
    might_alloc should_fail* page_cache_alloc kmem_cache_create* kmem_cache_destroy radix_tree_node_alloc debug_dma_* dma_map_page* dma_map_single* dma_map_sg* dma_map_resource dma_unmap_page* dma_unmap_single* dma_unmap_sg*
    dma_unmap_resource dma_sync_single_* dma_sync_sg_* dma_common_* dma_direct_alloc* dma_direct_free*
    dma_direct_map_* dma_direct_unmap_* dma_direct_sync_*
    dma_pool_free check_unmap check_sync add_dma_entry dma_entry_* ioremap ioremap_* arm_ioremap_* iounmap vmap vmap_pfn
    free_large_kmalloc slob_alloc slob_free slob_page_alloc slob_new_pages slob_free_pages vmalloc vmalloc_noprof* vmalloc_node* vmalloc_user* vmalloc_32* vmalloc_huge* vmalloc_exec vmalloc_array* vmalloc_to_p* vzalloc vzalloc_* vfree vfree_atomic vunmap remove_vm_area
    find_unlink_vmap_area free_unmap_vmap_area alloc_vmap_area get_vm_area_node get_vm_area get_vm_area_caller alloc_pages alloc_pages_* alloc_frozen_pages* alloc_page_interleave folio_alloc
    folio_alloc_* get_free_pages* get_zeroed_page* free_pages free_pages_ok free_unref_page* free_unref_folios free_frozen_pages
    free_pcp_prepare free_pages_prepare free_pcppages_bulk free_one_page prep_new_page rmqueue* get_page_from_freelist post_alloc_hook bad_page
    check_free_page_bad check_new_page_bad free_page_is_bad page_frag_alloc page_frag_alloc_align page_frag_free warn_alloc out_of_memory
    oom_kill_process pcpu_alloc pcpu_alloc_noprof pcpu_alloc_area alloc_percpu alloc_percpu_gfp free_percpu mempool_alloc mempool_free
    mempool_kmalloc mempool_alloc_slab devm_kmalloc devm_kzalloc devm_kfree dma_alloc_attrs dma_free_attrs dma_alloc_coherent dma_pool_alloc
    memblock_alloc_* memblock_phys_alloc_* memblock_reserve memblock_add memblock_add_node memblock_add_range memblock_remove
    memblock_free memblock_phys_free memblock_double_array memblock_insert_region memblock_find_in_range memblock_find_in_range_node
    memblock_alloc_internal memblock_isolate_range memblock_merge_regions early_memremap early_ioremap`,
  'locks, lists and counters': `
    lockref_* write_lock_* read_lock_* write_unlock_* read_unlock_* read_trylock write_trylock spin_trylock* bit_spin_lock bit_spin_unlock hlist_bl_lock hlist_bl_unlock
    rwbase_* rtlock_* rt_mutex_* rt_read_* rt_write_* task_blocks_on_rt_mutex mutex_is_locked ww_mutex_* semaphore_* seqcount_lockdep_* local_lock_* mcs_spin_* pv_wait* pv_kick*
    percpu_rwsem_* percpu_up_read percpu_up_write owner_on_cpu cpus_read_lock cpus_read_unlock cpus_write_lock get_online_cpus put_online_cpus cpu_hotplug_begin
    srcu_read_lock srcu_read_unlock rcu_read_lock* rcu_read_unlock* find_held_lock lock_sock release_sock_nested console_trylock rwlock_* atomic_notifier_call_chain
    downgrade_write lock_downgrade reacquire_held_locks mutex_remove_waiter down_trylock_console_sem perf_trace_lock
    local_bh_disable_ip local_bh_enable_ip rtnl_lock lock_sock_nested folio_unlock unlock_page console_lock ldsem_down_* call_rwsem_* atomic_dec_and_lock atomic_dec_and_lock_irqsave
    atomic_dec_and_mutex_lock
    raw_spin_* raw_read_* raw_write_* do_raw_spin_* do_raw_read_* do_raw_write_* rt_spin_* queued_spin_* native_queued_spin_*
    pv_queued_spin_* queued_read_* queued_write_* spin_lock spin_lock_irq spin_lock_irqsave spin_lock_bh spin_unlock spin_unlock_irq
    spin_unlock_irqrestore spin_bug spin_dump rwlock_bug mutex_lock mutex_lock_* mutex_unlock mutex_unlock_* mutex_trylock
    mutex_spin_on_owner mutex_optimistic_spin ww_mutex_lock ww_mutex_unlock down down_interruptible down_killable down_timeout down_trylock
    down_common down_read down_read_* down_write down_write_* up up_read up_write rwsem_down_* rwsem_wake rwsem_mark_wake
    rwsem_optimistic_spin rt_mutex_lock rt_mutex_slowlock* rt_mutex_unlock osq_lock osq_unlock percpu_down_read percpu_down_write
    list_add list_add_valid* list_add_tail list_del list_del_init list_del_entry list_del_entry_valid* list_move list_move_tail list_splice
    hlist_add_head hlist_del hlist_del_init llist_add_batch llist_del_first llist_reverse_order plist_*
    cdev_add cdev_del cdev_put driver_register platform_driver_register platform_driver_probe pci_register_driver i2c_register_driver usb_register_driver bus_add_driver
    kobject_* kobj_* add_uevent_var get_device put_device get_device_parent device_add device_register device_del device_unregister device_create device_create_*
    device_destroy device_release device_remove_file device_create_file device_for_each_child devres_release_all devm_* proc_register proc_create* proc_mkdir* remove_proc_entry
    remove_proc_subtree sysfs_create_* sysfs_remove_* sysfs_add_* sysfs_merge_* sysfs_unmerge_* internal_create_group* dpm_sysfs_* tty_unregister_device i2c_del_adapter
    iput iput_final ihold drop_nlink inc_nlink set_nlink dput fast_dput mark_buffer_dirty klist_* percpu_ref_* rhashtable_* list_sort check_lifetime
    usb_submit_urb usb_kill_urb usb_kill_anchored_urbs usb_control_msg usb_hcd_submit_urb usb_start_wait_urb usb_internal_control_msg
    clk_core_disable* clk_core_unprepare* clk_disable clk_unprepare clk_core_enable* clk_enable clk_core_prepare* clk_prepare regulator_put regulator_disable
    free_irq request_threaded_irq enable_irq disable_irq disable_irq_nosync synchronize_irq irq_set_affinity_* irq_to_desc enable_percpu_irq
    rb_erase_cached klist_next klist_prev
    rb_insert_color rb_insert_augmented rb_erase rb_erase_color rb_next rb_prev rb_first rb_last rb_rotate_set_parents rb_* xa_load xa_store
    xa_erase xas_* radix_tree_* idr_alloc idr_alloc_* idr_find idr_remove idr_replace idr_get_free ida_simple_* ida_pre_get ida_alloc_range ida_free
    kref_* refcount_* atomic_read atomic_set atomic_inc* atomic_dec* atomic_add* atomic_sub* atomic_xchg* atomic_cmpxchg* atomic_fetch_*
    atomic64_* arch_atomic* ll_sc_* set_bit clear_bit change_bit test_and_set_bit test_and_clear_bit
    test_and_change_bit find_first_bit find_next_bit find_first_zero_bit find_next_zero_bit
    lock_acquire lock_release lock_is_held_type lock_contended lock_acquired validate_chain mark_lock mark_lock_irq mark_held_locks
    mark_usage check_noncircular check_prev_add check_prevs_add check_deadlock check_irq_usage check_wait_context check_usage check_usage_forwards
    check_usage_backwards print_circular_bug* print_deadlock_bug* print_bad_irq_dependency print_irq_inversion_bug print_usage_bug*
    print_unlock_imbalance_bug print_lock_invalid_wait_context print_freed_lock_bug valid_state register_lock_class assign_lock_key
    hlock_class look_up_lock_class rcu_read_lock_held rcu_read_lock_bh_held rcu_read_lock_sched_held rcu_lockdep_current_cpu_online
    cleanup_srcu_struct rcu_is_watching debug_lockdep_rcu_enabled trace_hardirqs_on trace_hardirqs_off
    lockdep_* debug_check_no_locks_freed debug_check_no_locks_held debug_locks_off rcu_lock_acquire rcu_lock_release`,
  sanitizers: `
    sanitizer_cov_* instrument_*
    asan_* hwasan_* write_comp_data check_memory_region* check_region_inline check_slab_allocation poison_slab_object print_address_description* print_report end_report start_report
    tsan_* print_kcsan_report ubsan_* val_to_string handle_overflow msan_* stack_trace_save* stack_depot_save* depot_save_stack
    kernel_text_address is_bpf_text_address unwind_get_return_address is_ftrace_trampoline set_track set_track_prepare save_stack save_stack_trace`,
  waiting: `
    init_work detach_if_pending detach_timer
    dequeue_task dequeue_task_idle deactivate_task schedule_rtlock folio_wait_writeback* wait_on_page_writeback* folio_wait_stable wait_for_stable_page
    rcu_note_context_switch queue_delayed_work queue_delayed_work_on insert_work destroy_workqueue check_flush_dependency start_flush_work cancel_work cancel_delayed_work mod_delayed_work add_timer
    add_timer_on timer_shutdown* hrtimer_start_range_ns hrtimer_cancel hrtimer_try_to_cancel hrtimer_start finish_task_switch* swake_up_* rcuwait_wake_up
    wake_up_q queue_work_on queue_work mod_delayed_work_on call_rcu call_rcu_* init_timer_key sk_stop_timer sk_stop_timer_sync
    prepare_to_wait prepare_to_wait_event prepare_to_wait_exclusive finish_wait add_wait_queue remove_wait_queue wake_up wake_up_common
    wake_up_common_lock complete complete_all preempt_count_add preempt_count_sub kthread_stop kthread_park flush_work flush_workqueue drain_workqueue
    flush_delayed_work cancel_work_sync cancel_work_timer cancel_delayed_work_sync try_to_grab_pending del_timer del_timer_sync timer_delete
    timer_delete_sync try_to_del_timer_sync lock_timer_base mod_timer timer_is_static_object work_is_static_object
    wait_on_page_bit* folio_wait_bit* lock_page folio_lock wait_on_buffer
    schedule schedule_debug schedule_bug schedule_loop schedule_timeout* schedule_preempt_disabled schedule_hrtimeout* preempt_schedule*
    io_schedule* cond_resched might_sleep might_resched might_fault switch_to switch_to_asm context_switch
    msleep msleep_interruptible usleep_range usleep_range_state fsleep ssleep wait_for_common wait_for_common_io do_wait_for_common
    wait_for_completion* bit_wait bit_wait_* wait_on_bit wait_on_bit_lock out_of_line_wait_on_bit* do_nanosleep
    delay delay_tsc delay_loop delay_halt* delay_mwaitx const_udelay udelay ndelay loop_delay loop_udelay loop_const_udelay timer_delay
    timer_udelay timer_const_udelay cpu_relax read_current_timer rep_nop do_idle cpu_idle_poll cpu_idle_loop default_idle
    default_idle_call default_enter_idle arch_cpu_idle native_safe_halt safe_halt pv_native_safe_halt mwait_idle acpi_idle_do_entry
    acpi_idle_enter acpi_safe_halt cpuidle_enter cpuidle_enter_state cpuidle_idle_call cpu_startup_entry cpu_do_idle cpu_v7_do_idle
    rcu_read_unlock_special ktime_get* sched_clock* local_clock* kvm_clock_* pvclock_clocksource_read* get_cycles
    synchronize_rcu* synchronize_srcu* synchronize_sched* synchronize_net wait_rcu_gp rcu_barrier*`,
  'watchdogs and ticks': `
    rcu_dump_cpu_stacks rcu_check_callbacks rcu_sched_clock_irq rcu_pending rcu_check_gp_* rcu_dump_task rcu_print_* print_cpu_stall
    print_cpu_stall_info print_other_cpu_stall check_cpu_stall rcu_stall_* rcu_exp_wait_wake synchronize_rcu_expedited_wait*
    dump_cpu_task trigger_single_cpu_backtrace trigger_all_cpu_backtrace trigger_allbutself_cpu_backtrace nmi_trigger_cpumask_backtrace
    arch_trigger_cpumask_backtrace arch_trigger_all_cpu_backtrace nmi_cpu_backtrace nmi_cpu_backtrace_handler nmi_handle default_do_nmi
    do_nmi nmi end_repeat_nmi nmi_restore first_nmi watchdog_timer_fn watchdog_overflow_callback watchdog_hardlockup_check watchdog
    watchdog_check_hung_task softlockup_fn is_softlockup perf_event_nmi_handler perf_event_overflow intel_pmu_handle_irq x86_pmu_handle_irq
    update_process_times tick_sched_* tick_handle_* tick_nohz_* tick_periodic hrtimer_interrupt hrtimer_run_queues hrtimer_run_softirq
    hrtimer_wakeup hrtimer_nanosleep scheduler_tick sched_tick account_process_tick check_hung_task check_hung_uninterruptible_tasks
    csd_* trace_apic_timer_interrupt csd_lock_wait_toolong smp_call_function smp_call_function_many smp_call_function_many_cond smp_call_function_single on_each_cpu generic_exec_single on_each_cpu_cond_mask`,
  interrupts: `
    exiting_irq asm_call_on_stack asm_call_irq_on_stack asm_call_sysvec_on_stack run_on_irqstack* call_on_stack el1_interrupt el1_irq_entry do_irq handle_riscv_irq
    riscv_intc_irq riscv_timer_interrupt plic_handle_irq sysvec_* do_IRQ_*
    asm_sysvec_* sysvec_* asm_common_interrupt common_interrupt ret_from_intr do_IRQ apic_timer_interrupt smp_apic_timer_interrupt* smp_trace_apic_timer_interrupt
    local_apic_timer_interrupt reschedule_interrupt call_function_single_interrupt irq_svc irq_usr fiq_svc gic_handle_irq vic_handle_irq
    do_interrupt_handler call_on_irq_stack call_with_stack do_softirq do_softirq_own_stack handle_softirqs do_handle_IRQ handle_irq
    handle_irq_event handle_irq_event_percpu handle_fasteoi_irq handle_edge_irq handle_level_irq handle_simple_irq handle_percpu_irq
    handle_percpu_devid_irq handle_domain_irq generic_handle_irq generic_handle_domain_irq generic_handle_arch_irq irq_enter irq_enter_rcu
    irq_exit irq_exit_rcu asm_do_IRQ ipi_handler handle_IPI do_handle_IPI flush_smp_call_function_queue invoke_softirq run_ksoftirqd
    call_timer_fn expire_timers run_timers run_timer_softirq run_timer_base tasklet_action tasklet_action_common tasklet_hi_action
    irq_work_run irq_work_run_list irq_work_single irq_thread irq_thread_fn irq_forced_thread_fn rcu_do_batch rcu_core rcu_core_si rcu_process_callbacks
    arch_timer_handler_virt arch_timer_handler_phys timer_handler timer_interrupt`,
  'threads and system calls': `
    kthread kthread_worker_fn ret_from_fork ret_from_fork_asm kernel_thread_starter kernel_thread_helper worker_thread process_one_work
    process_scheduled_works smpboot_thread_fn do_syscall_64 do_syscall_x64 x64_sys_call do_int80_syscall_32 do_fast_syscall_32
    entry_SYSCALL_64* entry_SYSENTER_* ret_fast_syscall ret_slow_syscall vector_swi invoke_syscall invoke_syscall_* secondary_startup_64*
    common_startup_64 secondary_start_kernel secondary_switched start_secondary`,
}

const withoutUnderscores = (name: string): string => name.replace(/^_+/, '')

/** Whether a name is one of the words, or begins with one that has a `*`. */
function matcher(texts: readonly string[]): (name: string) => boolean {
  const words = texts.flatMap((text) => text.trim().split(/\s+/)).map(withoutUnderscores)
  const names = new Set(words.filter((word) => !word.endsWith('*')))
  const beginnings = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1))
  const prefixes = new RegExp(`^(?:${beginnings.join('|')})`)
  return (name) => names.has(name) || (beginnings.length > 0 && prefixes.test(name))
}

const isAny = matcher(Object.values(SKIPPED_FRAMES))
// They say at least what waited, or what was interrupted.
const isContext = matcher([SKIPPED_FRAMES.waiting, SKIPPED_FRAMES.interrupts])

/**
 * Families whose name says it: what asserts and what panics, and what a compiler or a sanitizer
 * puts into every function.
 */
const BY_NAME = [
  /(?:^|_)(?:assert|assertfail|assfail)(?:_|$)|(?:^|_)panic$/,
  // What sets a sanitizer up is called by nobody's mistake.
  /^(?:kasan|kfence|kcsan|kmsan)_(?!init|populate|mem_|debugfs)/,
  /^(?:R|ZN)\w*(?:4core9panicking|4core6result13unwrap_failed|4core6option|rust_begin_unwind)/,
  /^(?:rust_helper_|rust_begin_unwind|rust_panic)/,
]

/** How a file system or a driver calls panic() for what another of its functions found. */
const GIVES_UP = /_(?:handle_error|error_inode|error_file|fs_error|std_error|error|abort|fatal)$/

/** Subsystems that are skipped in the reports of others, but not in what their own files report. */
const OWN_FILES: readonly { readonly name: RegExp; readonly file: RegExp }[] = [
  { name: /^kasan_/, file: /^mm\/kasan\// },
  { name: /^kfence_/, file: /^mm\/kfence\// },
  { name: /^kmsan_/, file: /^mm\/kmsan\// },
  { name: /^kcsan_/, file: /^kernel\/kcsan\// },
]

/**
 * Files, and directories of files, whose BUG() and WARN() only tell that a caller did something
 * wrong.
 */
const CHECKING_FILES: ReadonlySet<string> = new Set(
  `
    rust/ fs/sysfs/ fs/kernfs/ fs/debugfs/ kernel/locking/ kernel/dma/ init/main.c
    lib/list_debug.c lib/plist.c lib/refcount.c lib/debugobjects.c lib/kobject.c lib/kobject_uevent.c lib/string.c lib/string_helpers.c lib/usercopy.c
    lib/percpu-refcount.c lib/klist.c lib/dma-debug.c lib/kref.c lib/idr.c lib/radix-tree.c lib/xarray.c lib/iov_iter.c lib/rbtree.c lib/scatterlist.c
    lib/vsprintf.c lib/iomap.c lib/fortify.c
    mm/usercopy.c mm/slub.c mm/slab.c mm/slab_common.c mm/slob.c mm/memblock.c mm/mempool.c mm/dmapool.c mm/util.c mm/maccess.c
    kernel/cfi.c kernel/panic.c kernel/softirq.c kernel/smp.c kernel/mutex.c kernel/rwsem.c kernel/spinlock.c kernel/semaphore.c kernel/lockdep.c
    kernel/rtmutex.c kernel/resource.c
    drivers/base/core.c drivers/base/devres.c drivers/base/bus.c drivers/base/class.c drivers/usb/core/urb.c
    fs/proc/generic.c fs/inode.c fs/btrfs/messages.c fs/btrfs/messages.h fs/btrfs/ctree.h fs/xfs/xfs_message.c fs/reiserfs/prints.c
    arch/mm/physaddr.c arch/mm/ioremap.c`
    .trim()
    .split(/\s+/),
)

/** What a report says of itself, where that decides who only reports. */
export interface Reporting {
  readonly kind: FailureKind
  /** `file:line` where a BUG() or a WARN() stands. */
  readonly file?: string | undefined
  /** The function in that file, or one that the compiler put it into. */
  readonly function?: string | undefined
  /**
   * The function is a copy that the compiler made: of a header's function, as one that has another
   * in it keeps its name.
   */
  readonly copied?: boolean
}

const HEADER = /\.h$/

/**
 * Whether a BUG() or a WARN() stands in a file that only checks what others do, or in a function of
 * a header.
 */
export function isCheck({ file, copied }: Reporting): boolean {
  const path = file?.replace(/:\d+$/, '').replace(/^arch\/\w+\/(?=mm\/)/, 'arch/')
  if (path === undefined || /test|torture|kunit/.test(path)) return false
  if (copied && HEADER.test(path)) return true
  const [top = '', below = ''] = path.split('/')
  return [path, `${top}/`, `${top}/${below}/`].some((place) => CHECKING_FILES.has(place))
}

/**
 * Whether a function only reports, handles or executes what another one did wrong: `panic`,
 * `__memset`, an allocator, a lock, an interrupt's entry. Leading underscores make no difference:
 * `__memset` is `memset`.
 * @param name as `functionName` gives it
 */
export function isSkippedFrame(name: string, reporting?: Reporting): boolean {
  const bare = withoutUnderscores(name)
  const file = reporting?.file
  if (file !== undefined && OWN_FILES.some((own) => own.name.test(bare) && own.file.test(file))) return false
  if (reporting?.function === name && isCheck(reporting)) return true
  if (reporting?.kind === 'panic' && GIVES_UP.test(bare)) return true
  return isAny(bare) || BY_NAME.some((pattern) => pattern.test(bare))
}

/**
 * Whether a function is where the kernel starts: of its callees one is meant, where there is any.
 */
export const isStart = (name: string): boolean =>
  /^(?:start_kernel|(?:x86_64|i386)_start_\w+|kernel_init\w*|do_one_initcall|do_initcalls|do_basic_setup|rest_init|mm_init|mm_core_init|setup_arch)$/.test(
    name,
  )

/**
 * Whether a skipped frame still says something where no other function is in a trace: what waited,
 * which interrupt.
 */
export const isLastResort = (name: string): boolean => isContext(withoutUnderscores(name))

const INTERRUPT_ENTRIES =
  /^_*(?:asm_sysvec_\w+|asm_common_interrupt|common_interrupt|ret_from_intr|(?:trace_)?apic_timer_interrupt|reschedule_interrupt|call_function(?:_single)?_interrupt|irq_svc|fiq_svc|el1h?_(?:64_)?(?:irq|fiq)|el1_interrupt|do_irq|end_repeat_nmi|nmi_restore|asm_exc_nmi)$/

/**
 * Whether a function is how an interrupt came in: what lies behind it in a trace is what was
 * interrupted.
 */
export const isInterruptEntry = (name: string): boolean => INTERRUPT_ENTRIES.test(name)
