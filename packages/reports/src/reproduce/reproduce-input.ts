import type { ReportInput } from '../report-input.ts'

/** One entry of the guest's root file system, in the order in which it is unpacked. */
export type RootEntry =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly content: Uint8Array; readonly executable?: boolean }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'device'; readonly path: string; readonly major: number; readonly minor: number }

/** What other rooms know about building and booting the target. */
export interface ReproduceKit {
  /** Of the image, below the output directory. */
  readonly imagePath: string
  /** `CROSS_COMPILE=` on hosts of another architecture. */
  readonly crossPrefix: string
  /** What `uname -m` says on hosts whose own compiler builds it. */
  readonly nativeMachines: readonly string[]
  /**
   * What is merged on top of the base configuration, in order, and the base where it is no goal of
   * make.
   */
  readonly fragments: readonly string[]
  readonly base: string | undefined
  /** Debian's name of the architecture. */
  readonly debian: string
  /** The machine's number in an ELF header. */
  readonly elfMachine: number
  /** The root file system; busybox is empty and init says {@link NONCE} for the word of a run. */
  readonly root: readonly RootEntry[]
}

/** Stands in init where a run's own word belongs. */
export const NONCE = '@NONCE@'
/** Where the root file system has busybox. */
export const BUSYBOX = 'bin/busybox'

export interface ReproduceInput extends Pick<ReportInput, 'bisection' | 'candidates' | 'builds' | 'runs'> {
  readonly urls: Pick<ReportInput['urls'], 'page'>
  /** Where git fetches the tree from. */
  readonly treeUrl: string
  readonly kit: ReproduceKit
  /** Texts of settled configurations, by digest; one that is missing is made again. */
  readonly configs: ReadonlyMap<string, string>
  /**
   * The line of the console that begins to tell of the failure, as printed; undefined where none
   * does.
   */
  readonly failureLine: string | undefined
}
