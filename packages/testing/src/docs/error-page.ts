import { wrapText } from '@kbisect/settings'
import { ERROR_GROUPS, type ErrorEntry } from './error-table.ts'

const HEAD = `# Infrastructure errors

This page is generated from packages/testing/src/docs/error-table.ts by \`npm run docs\`; a test
compares its codes with the source.

An infrastructure error means that kbisect itself, or a host, could not do its work. It never counts
as a failure of the kernel. kbisect retries the task after 2, 10, 30 and 60 seconds, on another host
if there is one. After the fifth error of one task, kbisect pauses the bisection and names the code.
Repair the cause, then run \`kbisect resume ID\`.

The codes are in the events of a bisection, in the reason of its pause and, after \`urn:kbisect:\`, in
the \`type\` of API errors. A code that is not on this page, such as \`Error\` or \`unknown\`, is an
error that kbisect does not recognise: report it, with the message.`

const wrap = (text: string): string => wrapText(text, 100).join('\n')

function errorText(code: string, { meaning, remedy }: ErrorEntry, packages: readonly string[]): string {
  return [`### \`${code}\``, wrap(meaning), wrap(`**Remedy:** ${remedy}`), wrap(`Source: ${packages.join(', ')}`)].join(
    '\n\n',
  )
}

/** Returns the codes that the page describes. */
export const describedCodes = (): string[] => ERROR_GROUPS.flatMap(({ errors }) => Object.keys(errors))

/**
 * Returns the text of docs/infrastructure-errors.md.
 * @param packages the directories of the packages that name each code
 */
export function errorPage(packages: ReadonlyMap<string, readonly string[]>): string {
  const groups = ERROR_GROUPS.map(({ title, about, errors }) =>
    [
      `## ${title}`,
      wrap(about),
      ...Object.entries(errors).map(([code, one]) => errorText(code, one, packages.get(code) ?? [])),
    ].join('\n\n'),
  )
  return `${[HEAD, ...groups].join('\n\n')}\n`
}
