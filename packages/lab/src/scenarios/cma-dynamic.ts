import type { Change } from '../scenario.ts'

const AREAS_KCONFIG = `config CMA_AREAS
	int "Maximum count of the CMA areas"
	depends on CMA
	default 19 if NUMA
	default 7
	help
	  CMA allows to create CMA areas for particular purpose, mainly,
	  used as device private area. This parameter sets the maximum
	  number of CMA area in the system.

	  If unsure, leave the default value "7" in UMA and "19" in NUMA.

`

const AREAS_HEADER = `/*
 * There is always at least global CMA area and a few optional
 * areas configured in kernel .config.
 */
#ifdef CONFIG_CMA_AREAS
#define MAX_CMA_AREAS	(1 + CONFIG_CMA_AREAS)
#endif

`

const FULL = String.raw`	if (cma_area_count == ARRAY_SIZE(cma_areas)) {
		pr_err("Not enough slots for CMA reserved regions!\n");
		return -ENOSPC;
	}

`

/**
 * The regression of linux-next in September 2020: the nodes of the list come from memblock_alloc(),
 * which writes zeros through the linear map. Where the area is reserved before paging_init(), as on
 * arm and (in this history) arm64, that map does not exist yet.
 */
export const culprit: Change = {
  role: 'culprit',
  subject: 'mm/cma: make number of CMA areas dynamic, remove CONFIG_CMA_AREAS',
  body: `The number of CMA areas in the system is limited by a configuration
option, which has to be guessed when the kernel is built. Keep the areas
in a list instead of an array, allocate each when it is needed, and
remove the option.

On arm, the areas that are remapped are still kept in an array. Give it a
size of its own.`,
  edits: [
    { path: 'mm/Kconfig', from: AREAS_KCONFIG, to: '' },
    { path: 'include/linux/cma.h', from: AREAS_HEADER, to: '' },
    { path: 'arch/s390/configs/defconfig', from: 'CONFIG_CMA_AREAS=7\n', to: '' },
    { path: 'arch/s390/configs/debug_defconfig', from: 'CONFIG_CMA_AREAS=7\n', to: '' },
    {
      path: 'mm/cma.h',
      from: '	bool reserve_pages_on_error;\n};\n\nextern struct cma cma_areas[MAX_CMA_AREAS];\n',
      to: '	bool reserve_pages_on_error;\n	struct list_head node;\n};\n\nextern struct list_head cma_areas;\n',
    },
    { path: 'mm/cma.c', from: 'struct cma cma_areas[MAX_CMA_AREAS];\n', to: 'LIST_HEAD(cma_areas);\n' },
    {
      path: 'mm/cma.c',
      from: '	int i;\n\n	for (i = 0; i < cma_area_count; i++)\n		cma_activate_area(&cma_areas[i]);\n',
      to: '	struct cma *cma;\n\n	list_for_each_entry(cma, &cma_areas, node)\n		cma_activate_area(cma);\n',
    },
    { path: 'mm/cma.c', from: `	/* Sanity checks */\n${FULL}`, to: '	/* Sanity checks */\n' },
    { path: 'mm/cma.c', from: FULL, to: '' },
    {
      path: 'mm/cma.c',
      from: `	/*
	 * Each reserved area must be initialised later, when more kernel
	 * subsystems (like slab allocator) are available.
	 */
	cma = &cma_areas[cma_area_count];
`,
      to: `	/*
	 * Each reserved area must be initialised later, when more kernel
	 * subsystems (like slab allocator) are available.
	 */
	cma = memblock_alloc(sizeof(*cma), __alignof__(*cma));
	if (!cma)
		return -ENOMEM;
	list_add_tail(&cma->node, &cma_areas);
`,
    },
    {
      path: 'mm/cma.c',
      from: '	int i;\n\n	for (i = 0; i < cma_area_count; i++) {\n		int ret = it(&cma_areas[i], data);\n',
      to: '	struct cma *cma;\n\n	list_for_each_entry(cma, &cma_areas, node) {\n		int ret = it(cma, data);\n',
    },
    { path: 'mm/cma_sysfs.c', from: '	int i, err;\n', to: '	int err;\n' },
    {
      path: 'mm/cma_sysfs.c',
      from: '	for (i = 0; i < cma_area_count; i++) {\n',
      to: '	list_for_each_entry(cma, &cma_areas, node) {\n',
    },
    {
      path: 'mm/cma_sysfs.c',
      from: '		cma = &cma_areas[i];\n		cma->cma_kobj = cma_kobj;\n',
      to: '		cma->cma_kobj = cma_kobj;\n',
    },
    {
      path: 'mm/cma_sysfs.c',
      from: '	while (--i >= 0) {\n		cma = &cma_areas[i];\n		kobject_put(&cma->cma_kobj->kobj);\n	}\n',
      to: '	list_for_each_entry_continue_reverse(cma, &cma_areas, node)\n		kobject_put(&cma->cma_kobj->kobj);\n',
    },
    {
      path: 'mm/cma_debug.c',
      from: '	int i;\n\n	cma_debugfs_root = debugfs_create_dir("cma", NULL);\n\n	for (i = 0; i < cma_area_count; i++)\n		cma_debugfs_add_one(&cma_areas[i], cma_debugfs_root);\n',
      to: '	struct cma *cma;\n\n	cma_debugfs_root = debugfs_create_dir("cma", NULL);\n\n	list_for_each_entry(cma, &cma_areas, node)\n		cma_debugfs_add_one(cma, cma_debugfs_root);\n',
    },
    { path: 'arch/arm/mm/mm.h', from: '#ifdef CONFIG_CMA_AREAS\n', to: '#ifdef CONFIG_CMA\n' },
    {
      path: 'arch/arm/mm/dma-mapping.c',
      from: '#ifdef CONFIG_CMA_AREAS\nstruct dma_contig_early_reserve {\n',
      to: '#ifdef CONFIG_CMA\n#define DMA_MMU_REMAP_MAX	8\n\nstruct dma_contig_early_reserve {\n',
    },
    {
      path: 'arch/arm/mm/dma-mapping.c',
      from: 'dma_mmu_remap[MAX_CMA_AREAS] __initdata;',
      to: 'dma_mmu_remap[DMA_MMU_REMAP_MAX] __initdata;',
    },
  ],
}

/**
 * What else lies in the culprit's branch; none of it comes near the culprit's lines, so that a
 * revert is clean.
 */
export const before: readonly Change[] = [
  {
    subject: 'mm/cma: drop a return at the end of a void function',
    body: 'It does nothing.',
    edits: [
      {
        path: 'mm/cma.c',
        from: String.raw`	pr_err("CMA area %s could not be activated\n", cma->name);
	return;
`,
        to: String.raw`	pr_err("CMA area %s could not be activated\n", cma->name);
`,
      },
    ],
  },
  {
    subject: 'Documentation: cma_debugfs: say that zones are areas',
    body: 'The base PFN and the bitmap are those of the area, not of its zone.',
    edits: [
      {
        path: 'Documentation/admin-guide/mm/cma_debugfs.rst',
        from: ' - [RO] bitmap: The bitmap of page states in the zone.\n',
        to: ' - [RO] bitmap: The bitmap of page states in the area.\n',
      },
    ],
  },
]

export const after: readonly Change[] = [
  {
    subject: 'mm/cma: mend a comment in cma_alloc()',
    body: 'The next target is not a bit different, it is behind the busy one.',
    edits: [
      {
        path: 'mm/cma.c',
        from: '/* try again with a bit different memory target */',
        to: '/* try again behind the busy range */',
      },
    ],
  },
]
