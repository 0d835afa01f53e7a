/** The build was stopped by its signal: no answer, and no fault of the machine. */
export class BuildCancelled extends Error {
  override readonly name = 'BuildCancelled'

  constructor() {
    super('the build was cancelled')
  }
}
