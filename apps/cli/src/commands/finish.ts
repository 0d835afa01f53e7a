/** Runs a command's work; what it resolves to becomes the exit status, what it rejects with is told. */
export type Finish = (work: () => Promise<number>) => Promise<void>
