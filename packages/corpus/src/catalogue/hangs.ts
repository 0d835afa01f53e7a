import type { BuildName } from '../builds.ts'
import { failed } from '../expectations.ts'
import { fatal, type LinuxRow } from '../linux-row.ts'

const GCC: readonly BuildName[] = ['small-gcc']
const boot = { kind: 'boot' } as const

const ALOUD = 'earlyprintk=serial,ttyS0,115200'

const hangs: readonly LinuxRow[] = [
  ...fatal('semaphore', 'hang', undefined, ['device'], { builds: GCC, setup: { wallSeconds: 40 } }),
  ...fatal('spin', 'hang', undefined, ['early', 'late'], { builds: GCC }),
  ...fatal('semaphore', 'hang', undefined, ['user'], { builds: GCC, setup: { wallSeconds: 20 } }),
  ...fatal('flood', 'flood', undefined, ['thread'], { builds: GCC, setup: { consoleBytes: 24_576 } }),
  {
    name: 'cat-as-init',
    builds: GCC,
    broken: 'init is a program that waits for a word (rdinit=/bin/cat)',
    setup: { cmdline: 'rdinit=/bin/cat', wallSeconds: 40 },
    test: boot,
    shows: [/Run \/bin\/cat as init process/],
    expected: failed('hang', 'userspace'),
  },
]

const restarts: readonly LinuxRow[] = [
  ...fatal('restart', 'reboot', undefined, ['device'], { builds: GCC, shows: [/reboot: Restarting system/] }),
  ...fatal('restart-silently', 'reboot', undefined, ['late'], { builds: GCC }),
  ...fatal('restart', 'reboot', undefined, ['late'], {
    builds: GCC,
    name: 'restart-three-times',
    setup: { boots: 3 },
    shows: [/(?:Linux version[\s\S]*){3}/],
  }),
]

/** Consoles that end before the kernel's first line. */
const silent: readonly LinuxRow[] = [
  ...(['zeroed', 'cut short', 'of another architecture'] as const).map(
    (image): LinuxRow => ({
      name: `image-${image.replaceAll(' ', '-')}`,
      builds: GCC,
      architectures: ['arm', 'arm64'],
      broken: `the image is ${image}`,
      setup: { image },
      test: boot,
      shows: [],
      expected: failed('silence', 'none'),
    }),
  ),
  {
    name: 'image-payload-damaged',
    builds: GCC,
    architectures: ['x86_64'],
    broken: 'the packed kernel in the image is damaged: the machine resets without a word',
    setup: { image: 'payload damaged' },
    test: boot,
    shows: [],
    expected: failed('reboot', 'none'),
  },
  {
    name: 'image-payload-damaged-aloud',
    builds: ['kcsan-gcc'],
    broken: `the packed kernel in the image is damaged, which the unpacker does not notice (with ${ALOUD})`,
    setup: { image: 'payload damaged', cmdline: ALOUD },
    test: boot,
    shows: [/Booting the kernel/],
    expected: failed('reboot', 'firmware'),
  },
]

/** Kernels that say nothing more, or the same without end, or begin again. */
export const hangsAndRestarts: readonly LinuxRow[] = [...hangs, ...restarts, ...silent]
