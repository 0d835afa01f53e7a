import type { Bisection, BisectionResult, Build, Candidate, CommitPages, Run } from '@kbisect/contracts'
import type { ConfigTexts } from './text/target-settings.ts'

/** All that a report is made of. */
export interface ReportInput {
  readonly bisection: Bisection
  readonly candidates: readonly Candidate[]
  /** All builds; of commits that no report names without their artifacts and commands. */
  readonly builds: readonly Build[]
  /**
   * Of runs that are alike the first one, in the order in which they ended. How many there were
   * says the bisection.
   */
  readonly runs: readonly Run[]
  /**
   * Texts of configuration files by digest, from which the report says what affected targets have
   * in common.
   */
  readonly texts: ConfigTexts
  /** The culprit's message below its subject, and the files that it touches. */
  readonly culprit?: { readonly body: string; readonly files: readonly string[] }
  /** Console lines around the failure, as printed. */
  readonly logExcerpt?: string
  /** The line that tells of the failure, as the console or the compiler printed it. */
  readonly failureLine?: string
  /** Where git fetches the tree from. */
  readonly tree?: CommitPages
  /** Address that our reports come from. */
  readonly reporter: string
  readonly urls: ReportUrls
}

export interface ReportUrls {
  /** The bisection's page. */
  readonly page: string
  /** Who may read what lies there: whoever has a token, or everybody. */
  readonly reads: 'token' | 'public'
  /** Returns the page that shows a run's console log. */
  runPage(runId: string): string
  /** Returns the page that lists the builds of a commit with their logs. */
  buildPage(commit: string): string
  /**
   * A script that shows the failure, for programs: without a session it is refused where reading
   * needs a token.
   */
  readonly reproduce: string
  /** Returns where programs read a run's console log. */
  log(runId: string): string
  /** Returns where programs read an artifact. */
  artifact(digest: string): string
}

/** A report of a bisection whose search led to a commit. */
export interface CulpritInput extends ReportInput {
  readonly result: BisectionResult & { readonly culprit: NonNullable<BisectionResult['culprit']> }
}
