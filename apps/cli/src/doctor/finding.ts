/** What was found out about one thing that kbisect needs. */
export interface Finding {
  readonly name: string
  /** `missing`: nothing works without it. `limited`: something does not. */
  readonly state: 'ok' | 'missing' | 'limited'
  /** What is there, or what is wrong. */
  readonly detail: string
  /** How to get it; set unless all is well. */
  readonly hint?: string
}
