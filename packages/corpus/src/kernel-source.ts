import { chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_SOURCE, sourceEntries } from '@kbisect/lab'

const BREAK = fileURLToPath(new URL('../kernel/break.c', import.meta.url))
const MAKEFILE = 'lib/Makefile'
// Without the second line gcc makes one function of two that do the same, and a trace then names
// the other one.
const RULES = 'obj-y += break.o\nCFLAGS_break.o += $(call cc-option,-fno-ipa-icf)\n'
// kernel/break.c calls it, as the emulator has not the counter that does.
const DETECTOR = 'kernel/watchdog_hld.c'

async function unpack(directory: string, note: (line: string) => void): Promise<void> {
  note(`unpacking ${DEFAULT_SOURCE} …`)
  const made = new Set<string>()
  for await (const { path, mode, content } of sourceEntries(DEFAULT_SOURCE)) {
    const file = join(directory, path)
    if (!made.has(dirname(file))) await mkdir(dirname(file), { recursive: true })
    made.add(dirname(file))
    if (mode === '120000') await symlink(content.toString(), file)
    else await writeFile(file, content)
    if (mode === '100755') await chmod(file, 0o755)
  }
}

// Make compares times: what is the same stays as it is.
async function writeChanged(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text)
}

/**
 * The distribution's Linux with `lib/break.c` in it, below the state directory. It is unpacked
 * once.
 * @throws InfrastructureError `lab-source-missing`, `lab-source-broken`
 */
export async function provideSource(state: string, note: (line: string) => void): Promise<string> {
  const directory = join(state, 'source')
  if (!(await stat(directory).catch(() => undefined))) {
    const part = `${directory}.part`
    await rm(part, { recursive: true, force: true })
    await unpack(part, note)
    await rename(part, directory)
  }
  const makefile = join(directory, MAKEFILE)
  const rules = await readFile(makefile, 'utf8')
  if (!rules.includes(RULES)) await writeFile(makefile, `${rules}\n${RULES}`)
  const detector = join(directory, DETECTOR)
  const text = await readFile(detector, 'utf8')
  await writeChanged(detector, text.replace(/^static (?=void watchdog_overflow_callback)/m, ''))
  await writeChanged(join(directory, 'lib/break.c'), await readFile(BREAK, 'utf8'))
  return directory
}
