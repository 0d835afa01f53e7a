import { gzipSync } from 'node:zlib'

const END = 'KBISECT_END'
const READABLE = /^[\t\n\x20-\x7e]*\n$/

/** A command that prints a text, whatever is in it; what people can read stays readable. */
export function printText(text: string): string {
  if (!READABLE.test(text)) return here('base64 -d', `${base64(Buffer.from(text))}\n`)
  return here('cat', text)
}

/** A command that prints a long text, packed. */
export function printPacked(text: string): string {
  return here('base64 -d | gzip -dc', `${base64(gzipSync(text, { level: 9 }))}\n`)
}

/** Nothing in a quoted here-document is expanded; its end is a line that the text does not have. */
function here(command: string, text: string): string {
  let end = END
  for (let number = 1; `\n${text}`.includes(`\n${end}\n`); number++) end = `${END}_${number}`
  const [first = '', ...others] = command.split(' | ')
  return `${[`${first} <<'${end}'`, ...others].join(' | ')}\n${text}${end}`
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\n')
}
