// Makes `kbisect` a command of the shell: a link in a directory of PATH to the program of this
// checkout.
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { ROOT, shellWord } from './steps.mjs'

// The package manager's.
const SYSTEM = ['/bin', '/sbin', '/usr/bin', '/usr/sbin']

// Of the program's directory.
const MANUAL = '../man/kbisect.1'
const OF_CHECKOUTS = '/apps/cli/man/kbisect.1'

const PROGRAM = join(ROOT, 'apps/cli/bin/kbisect.js')

/**
 * @typedef {object} Place
 * @property {string} [path] default: PATH of this process
 * @property {string} [home]
 * @property {boolean} [isRoot]
 * @property {string} [program] the file to link
 */

/**
 * Links the command into the first directory of PATH that is meant for programs a person installs
 * and that this user can write: `~/.local/bin`, `~/bin`, `/usr/local/bin`, and the one of this
 * Node, where `npm link` puts commands. Another program of this name is left. The manual page is
 * linked beside it.
 * @param {Place} [place]
 * @returns {string} what was done, or what a person has to do
 */
export function linkCommand({
  path = process.env.PATH ?? '',
  home = homedir(),
  isRoot = process.getuid?.() === 0,
  program = PROGRAM,
} = {}) {
  const directories = path.split(delimiter).filter((one) => one.startsWith('/') && !one.includes('/node_modules/'))
  const found = directories.map((directory) => join(directory, 'kbisect')).find(isThere)
  if (found && leadsTo(found, program)) return `${found} is there${linkManual(dirname(found), program, home)}`
  if (found && existsSync(found) && !isOurs(found))
    return `${found} is another program and was left as it is; call ${shellWord(program)}`
  if (found && existsSync(found))
    return `${found} is of another checkout, ${dirname(resolve(realpathSync(found), '../../..'))}; for this one: ${linkTo(found, program)}`
  const personal = isRoot ? [] : [join(home, '.local/bin'), join(home, 'bin')]
  const wanted = [...personal, '/usr/local/bin', dirname(process.execPath)].filter(
    (one) => directories.includes(one) && !SYSTEM.includes(one),
  )
  const directory = wanted.find((one) => isWritable(one, personal))
  if (!directory) return adviceFor(wanted.includes('/usr/local/bin'), join(home, '.local/bin'), program)
  mkdirSync(directory, { recursive: true })
  const link = join(directory, 'kbisect')
  // One that leads nowhere: its checkout was removed.
  rmSync(link, { force: true })
  symlinkSync(program, link)
  return `linked ${link}${linkManual(directory, program, home)}`
}

/**
 * Links the manual page where man looks for it: `share/man` beside the directory of the command.
 * One of another program is left.
 * @param {string} directory of the command
 * @param {string} program
 * @param {string} home
 * @returns {string} what was done, to follow what is said of the command; empty for nothing
 */
function linkManual(directory, program, home) {
  const page = join(dirname(program), MANUAL)
  // `share` does not belong into a home directory itself.
  if (!existsSync(page) || !directory.endsWith('/bin') || dirname(directory) === home) return ''
  const link = join(dirname(directory), 'share/man/man1/kbisect.1')
  if (leadsTo(link, page)) return ', and man kbisect'
  if (isThere(link) && !(lstatSync(link).isSymbolicLink() && readlinkSync(link).endsWith(OF_CHECKOUTS))) return ''
  try {
    mkdirSync(dirname(link), { recursive: true })
    rmSync(link, { force: true })
    symlinkSync(resolve(page), link)
    return ', and man kbisect'
  } catch {
    // The command works without.
    return ''
  }
}

function isThere(/** @type {string} */ file) {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined
}

function leadsTo(/** @type {string} */ file, /** @type {string} */ program) {
  return existsSync(file) && realpathSync(file) === realpathSync(program)
}

/** Whether a link that leads somewhere leads to the program of a checkout. */
function isOurs(/** @type {string} */ file) {
  return realpathSync(file).endsWith('/apps/cli/bin/kbisect.js')
}

function isWritable(/** @type {string} */ directory, /** @type {readonly string[]} */ personal) {
  // A personal directory that PATH names and that is not there yet is made.
  const place = existsSync(directory) || !personal.includes(directory) ? directory : existing(directory)
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** @returns {string} the nearest directory that exists */
function existing(/** @type {string} */ directory) {
  return existsSync(directory) ? directory : existing(dirname(directory))
}

const linkTo = (/** @type {string} */ link, /** @type {string} */ program) =>
  `ln -sf ${shellWord(program)} ${shellWord(link)}`

function adviceFor(/** @type {boolean} */ hasLocal, /** @type {string} */ personal, /** @type {string} */ program) {
  const system = hasLocal ? `  sudo ${linkTo('/usr/local/bin/kbisect', program)}\nor\n` : ''
  return [
    'not linked, as no directory for it in PATH can be written; do one of these:',
    `${system}  mkdir -p ${shellWord(personal)} && ${linkTo(join(personal, 'kbisect'), program)}`,
    `  export PATH=${shellWord(personal)}:"$PATH"   # also in ~/.profile`,
    `or call it by its path: ${shellWord(program)}`,
  ].join('\n')
}
