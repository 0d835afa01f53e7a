import { LineSplitter } from '@kbisect/text'

const LINE = /^(?:remote: )?([A-Z][A-Za-z ]*): +(\d+)% /

/** Reads git's `--progress` output and reports each stage's percentage when it changes. */
export function progressReader(
  report: (progress: { stage: string; percent: number }) => void,
): (chunk: Buffer) => void {
  let last = ''
  const splitter = new LineSplitter((line) => {
    const [, stage, percent] = LINE.exec(line) ?? []
    if (stage === undefined || `${stage} ${percent}` === last) return
    last = `${stage} ${percent}`
    report({ stage, percent: Number(percent) })
  })
  return (chunk) => splitter.push(chunk)
}
