import { Command } from 'commander'

/**
 * A command that names all missing options and arguments at once, with what each is for;
 * commander's own stops at the first.
 */
export class KbisectCommand extends Command {
  override createCommand(name?: string): KbisectCommand {
    return new KbisectCommand(name)
  }

  // Commander calls these two for the first that is missing.
  missingMandatoryOptionValue(): void {
    this.#reportMissing()
  }

  missingArgument(): void {
    this.#reportMissing()
  }

  #reportMissing(): void {
    const options = this.options
      .filter((option) => option.mandatory && this.getOptionValue(option.attributeName()) === undefined)
      .map(({ flags, description, argChoices }) => [
        flags,
        argChoices ? `${description}: ${argChoices.join(', ')}` : description,
      ])
    const given = this.args.length
    const missing = this.registeredArguments
      .filter(({ required }, at) => required && at >= given)
      .map((argument) => [`<${argument.name()}>`, argument.description])
    const lines = [...missing, ...options].map(([name, description]) => `  ${name}: ${description}`)
    this.error(`error: these are missing:\n${lines.join('\n')}`, { code: 'kbisect.missing' })
  }
}
