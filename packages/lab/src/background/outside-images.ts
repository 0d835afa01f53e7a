import type { Change } from '../scenario.ts'

/** A commit that mends one phrase of a file that no image of the lab is made of. */
const mend = (subject: string, path: string, from: string, to: string): Change => ({
  subject,
  body: `It says "${from.trim()}". Make it "${to.trim()}".\n\nNo functional change.`,
  edits: [{ path, from, to }],
})

/** Documentation, drivers that are not built, tools, other architectures: no image changes. */
export const outsideImages: readonly Change[] = [
  mend(
    'RCU: drop a repeated word from torture.rst',
    'Documentation/RCU/torture.rst',
    'multiple copies of of the',
    'multiple copies of the',
  ),
  mend(
    'can: ucan: drop a repeated word from a comment',
    'drivers/net/can/usb/ucan.c',
    'm[n] is is aligned',
    'm[n] is aligned',
  ),
  mend(
    'tracing: drop a repeated word from histogram.rst',
    'Documentation/trace/histogram.rst',
    'composed of the the',
    'composed of the',
  ),
  mend(
    'iwlwifi: drop a repeated word from a comment on paging',
    'drivers/net/wireless/intel/iwlwifi/fw/paging.c',
    'loop for for all',
    'loop for all',
  ),
  mend(
    's390/sthyi: drop a repeated word from a comment',
    'arch/s390/kernel/sthyi.c',
    'pointer to the the next',
    'pointer to the next',
  ),
  mend(
    'bcache: drop a repeated word from the documentation',
    'Documentation/admin-guide/bcache.rst',
    'Can be written to to',
    'Can be written to',
  ),
  mend(
    'drm/msm: drop a repeated word from a comment',
    'drivers/gpu/drm/msm/adreno/a6xx_gmu.c',
    'Allocate memory for for the HFI',
    'Allocate memory for the HFI',
  ),
  mend(
    'sfc: siena: drop a repeated word from a message',
    'drivers/net/ethernet/sfc/siena/farch.c',
    'Reducing VF count from from %d',
    'Reducing VF count from %d',
  ),
  mend(
    'MIPS: IP22: drop a repeated word from a comment',
    'arch/mips/sgi-ip22/ip22-gio.c',
    'array of of device match',
    'array of device match',
  ),
  mend(
    'cxgb4: drop a repeated word from a comment',
    'drivers/net/ethernet/chelsio/cxgb4/cxgb4_main.c',
    'Get FW from from /lib',
    'Get FW from /lib',
  ),
  mend(
    'Documentation: drop a repeated word from initramfs_options',
    'Documentation/admin-guide/kernel-parameters.txt',
    'options for for the initramfs',
    'options for the initramfs',
  ),
  mend(
    'media: cx18: drop a repeated word from a comment',
    'drivers/media/pci/cx18/cx18-mailbox.c',
    'clone to and and release',
    'clone to and release',
  ),
  mend(
    'sparc: drop a repeated word from a comment on IDE',
    'arch/sparc/kernel/pci.c',
    'before the the IDE',
    'before the IDE',
  ),
  mend(
    'USB: uhci-platform: drop a repeated word from a comment',
    'drivers/usb/host/uhci-platform.c',
    'pointers to to generic',
    'pointers to generic',
  ),
  mend(
    'drm/amdgpu: drop a repeated word from the documentation',
    'Documentation/gpu/amdgpu/driver-core.rst',
    '3D pipeline and and shader',
    '3D pipeline and shader',
  ),
  mend(
    'scsi: isci: drop a repeated word from a comment',
    'drivers/scsi/isci/task.c',
    'on which the the request',
    'on which the request',
  ),
  mend(
    'xfs: drop a repeated word from a comment',
    'fs/xfs/xfs_aops.c',
    'offset of the the first',
    'offset of the first',
  ),
  mend(
    'scsi: snic: drop a repeated word from a comment',
    'drivers/scsi/snic/snic_debugfs.c',
    'specific to to snic',
    'specific to snic',
  ),
  mend(
    'dt-bindings: fpga-region: mend a sentence',
    'Documentation/devicetree/bindings/fpga/fpga-region.txt',
    'needed to to the programming',
    'needed to do the programming',
  ),
  mend(
    'scsi: fcoe: drop a repeated word from a debug message',
    'drivers/scsi/fcoe/fcoe_ctlr.c',
    'claim resp from from rport',
    'claim resp from rport',
  ),
  mend(
    'libbpf: drop a repeated word from a comment',
    'tools/lib/bpf/libbpf.c',
    'important to be be able',
    'important to be able',
  ),
  mend(
    'dt-bindings: aspeed-wdt: drop a repeated word',
    'Documentation/devicetree/bindings/watchdog/aspeed-wdt.txt',
    'is present and and the pin',
    'is present and the pin',
  ),
  mend(
    'perf diff: drop a repeated word from the documentation',
    'tools/perf/Documentation/perf-diff.txt',
    'weights in the the',
    'weights in the',
  ),
  mend(
    'selftests/x86: drop a repeated word from a comment',
    'tools/testing/selftests/x86/sysret_ss_attrs.c',
    'valid SS descriptor with with',
    'valid SS descriptor with',
  ),
  mend(
    'iwlwifi: mvm: drop a repeated word from a comment',
    'drivers/net/wireless/intel/iwlwifi/mvm/phy-ctxt.c',
    'definitions to the the fw',
    'definitions to the fw',
  ),
  mend(
    'selftests/core: drop a repeated word from a comment',
    'tools/testing/selftests/core/close_range_test.c',
    'shared fd table and and with',
    'shared fd table and with',
  ),
  mend(
    'powerpc/mm: mend a comment on top-down allocation',
    'arch/powerpc/mm/mem.c',
    'back to to-down',
    'back to top-down',
  ),
  mend(
    'bnx2x: drop a repeated word from a comment',
    'drivers/net/ethernet/broadcom/bnx2x/bnx2x_dcb.c',
    'priorities to to the same',
    'priorities to the same',
  ),
  mend(
    'selftests/bpf: drop a repeated word from a comment',
    'tools/testing/selftests/bpf/test_dev_cgroup.c',
    '/dev/zero and and /dev',
    '/dev/zero and /dev',
  ),
  mend(
    'scsi: error: drop a repeated word from a comment',
    'drivers/scsi/scsi_error.c',
    'while we are are',
    'while we are',
  ),
  mend(
    'media: s5p-mfc: mend a comment on the firmware',
    'drivers/media/platform/samsung/s5p-mfc/s5p_mfc.c',
    'load it, it it fails',
    'load it, if it fails',
  ),
  mend(
    'nvdimm: test: drop a repeated word from a comment',
    'tools/testing/nvdimm/test/nfit.c',
    'allocate from from the bottom',
    'allocate from the bottom',
  ),
  mend(
    'media: cxd2820r: drop a repeated word from a comment',
    'drivers/media/dvb-frontends/cxd2820r_core.c',
    'I2C client in in order',
    'I2C client in order',
  ),
  mend(
    'objtool: drop a repeated word from the documentation',
    'tools/objtool/Documentation/objtool.txt',
    "shouldn't be be in",
    "shouldn't be in",
  ),
]
