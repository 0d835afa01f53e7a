const LINE = /^(?:remote: )?([A-Z][A-Za-z ]*): +(\d+)% /

/** Reads git's `--progress` output and reports each stage's percentage when it changes. */
export function progressReader(
  report: (progress: { stage: string; percent: number }) => void,
): (chunk: Buffer) => void {
  let rest = ''
  let last = ''
  return (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split(/[\r\n]/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, stage, percent] = LINE.exec(line) ?? []
      if (stage === undefined || `${stage} ${percent}` === last) continue
      last = `${stage} ${percent}`
      report({ stage, percent: Number(percent) })
    }
  }
}
