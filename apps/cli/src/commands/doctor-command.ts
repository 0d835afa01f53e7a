import { programFiles } from '@kbisect/settings/start'
import type { Command } from 'commander'
import { chosenService } from '../config/chosen-service.ts'
import type { Context, Finish } from '../context.ts'
import { type Examination, examinationLines, isFit } from '../doctor/examination.ts'

/** `kbisect doctor`. */
export function addDoctorCommand(program: Command, context: Context, finish: Finish): void {
  program
    .command('doctor')
    .summary('say what this machine can build and boot, what is missing and how to get it')
    .description(
      'Says what this machine can build and boot, what is missing and how to get it.\n' +
        'Ends with 0 when it can run kbisect and both build and boot one architecture, else with 1.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  $ kbisect doctor\n  $ kbisect doctor --json | jq .architectures')
    .action(({ json }: { json?: boolean }) => finish(() => examine(context, json === true)))
}

async function examine(context: Context, json: boolean): Promise<number> {
  const { terminal, settings: read } = context
  const [{ examineArchitectures }, { examinePlace }, { examinePrograms }] = await Promise.all([
    import('../doctor/examine-architectures.ts'),
    import('../doctor/examine-place.ts'),
    import('../doctor/examine-programs.ts'),
  ])
  const settings = read()
  const [programs, architectures, place] = await Promise.all([
    examinePrograms(settings),
    examineArchitectures(),
    examinePlace(settings, () => chosenService(context)),
  ])
  const examination: Examination = { programs: [...programs, ...place], architectures }
  if (json) terminal.out(JSON.stringify({ ...examination, fit: isFit(examination) }))
  else
    for (const line of examinationLines(examination, programFiles('apt-get').length > 0, terminal.paintOut))
      terminal.out(line)
  return isFit(examination) ? 0 : 1
}
