// Which words this project does not use, and what it says instead. Pure: `check-prose.mjs` reads
// the files.

/**
 * @typedef {object} Rule
 * @property {RegExp} word with the flag `g`; tried on each line, and on its identifiers cut into
 * words
 * @property {string} instead what a reader knows
 * @property {RegExp} [files] where the rule holds; absent: everywhere
 */

/** @type {readonly Rule[]} */
export const RULES = [
  { word: /\bmend(s|ed|ing)?\b/gi, instead: 'fix or repair' },
  { word: /\bcures?\b/gi, instead: 'hint' },
  { word: /\bcomplaints?\b/gi, instead: 'warning' },
  { word: /\bbystanders?\b/gi, instead: 'skipped frame' },
  { word: /\b(take[ns]?|took|taking) up again\b/gi, instead: 'reopened' },
  { word: /\bcensus\b/gi, instead: 'service stats' },
  { word: /\bstorable\b/gi, instead: 'sanitized for Postgres' },
  { word: /\bkept answers?\b/gi, instead: 'stored response' },
  { word: /\b(reasons|trouble|troubles) of our own\b/gi, instead: 'infrastructure error' },
  { word: /\b(good|bad) ends?\b(?! of)/gi, instead: 'good revision or bad revision' },
  {
    word: /\b(check|plan|missing|resolved|tested) ends\b|\b(bad revision|bisection)('s)? ends alike\b/gi,
    instead: 'boundaries',
  },
  { word: /\bannouncements?\b/gi, instead: 'notification' },
  { word: /\b(broken|untestable) stretch(es)?\b/gi, instead: 'untestable region' },
  { word: /\bpassing twins?\b/gi, instead: 'last passing run' },
  { word: /\bquestion keys?\b/gi, instead: 'dedup key' },
  {
    word: /\b(marked|marks?|marking) (it|them|this|the regression|a regression)? ?(as )?(fixed|known|claimed|false positive)\b/gi,
    instead: 'triage state',
  },
  // Programs have signals.
  {
    word: /\b(run|describe) signals?\b|\bsignal (words|key)\b|\bsignal\.(kind|signature|warnings)\b/gi,
    instead: 'run result',
  },
  // Tokens have scopes.
  {
    word: /\bscope (results?|requests?|matrix|panel|table|rows?|lines?|sections?|files|sentence|work|cells?)\b|\bscope of (a|an|the) (culprit|result|bisection|request)\b/gi,
    instead: 'affected targets, or alsoTest in a request',
  },
  // Pages name the actor, and say what is there by nouns.
  {
    word: /\b(nobody|somebody|whoever|everybody)\b/gi,
    instead: 'the actor by name, or the passive voice',
    files: /^apps\/dashboard\/src\/.*\.tsx$/,
  },
  {
    word: /\btold nothing\b|\bas far as can be told\b/gi,
    instead: 'no result, or predicted',
    files: /^apps\/dashboard\/src\//,
  },
]

export const MOST_SUBJECT = 72

// Cuts identifiers into words: `isMendedOutput` and `mended-output` are found as well.
const words = (/** @type {string} */ line) =>
  line.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/(?<=\w)[-_](?=\w)/g, ' ')

/**
 * Returns what of the text breaks a rule, one line each: `file:line: "word": write "instead"`.
 * @param {string} file its name, for the findings
 * @param {string} text
 * @param {readonly Rule[]} [rules]
 */
export function proseFindings(file, text, rules = RULES) {
  const findings = []
  for (const [index, line] of text.split('\n').entries()) {
    const plain = words(line)
    for (const { word, instead } of rules.filter(({ files }) => files === undefined || files.test(file)))
      for (const [found] of plain.matchAll(word)) findings.push(`${file}:${index + 1}: "${found}": write "${instead}"`)
  }
  return findings
}

/**
 * Returns the subjects that are longer than {@link MOST_SUBJECT}.
 * @param {string} log a line for each commit: its hash, a space, its subject
 */
export const longSubjects = (log) =>
  log
    .split('\n')
    .map((line) => ({ hash: line.slice(0, line.indexOf(' ')), subject: line.slice(line.indexOf(' ') + 1) }))
    .filter(({ subject }) => subject.length > MOST_SUBJECT)
    .map(({ hash, subject }) => `commit ${hash}: its subject has ${subject.length} characters: at most ${MOST_SUBJECT}`)
