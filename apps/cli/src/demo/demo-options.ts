export interface DemoOptions {
  /** A scenario's name, or {@link ALL}. */
  readonly scenario: string
  readonly source?: string
  readonly stop?: boolean
  readonly json?: boolean
}

/** Every scenario, one after the other. */
export const ALL = 'all'
