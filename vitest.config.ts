import { defineConfig } from 'vitest/config'

// Rooms import each other by package name; tests read their sources, so that no build is needed
// first.
const conditions = ['source', 'node', 'default']

const shared = { environment: 'node' as const, restoreMocks: true }

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: 'fast',
          include: ['{packages,apps}/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/*.{system,linux,nightly}.test.ts', '**/node_modules/**'],
          // They take milliseconds alone; beside compilers on a small machine the default of 5 s
          // has been missed.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: 'system',
          include: ['{packages,apps}/*/src/**/*.system.test.ts'],
          // Real databases, compilers and emulators on a machine of unknown speed: generous, and
          // never what a test asserts.
          testTimeout: 600_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          // `expect.poll` gives up after a second by itself, which a busy machine misses.
          expect: { poll: { timeout: 60_000 } },
          // After the fast ones: groups of other sizes cannot share workers.
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          // Whole bisections that take minutes each and rarely break.
          name: 'nightly',
          include: ['{packages,apps}/*/src/**/*.nightly.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: 'linux',
          include: ['{packages,apps}/*/src/**/*.linux.test.ts'],
          testTimeout: 5_400_000,
          // A service that is stopped ends what it does first.
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
