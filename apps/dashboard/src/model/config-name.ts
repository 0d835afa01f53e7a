/** A name that targets can carry, made from a file's: `my board.config` is `my-board`. */
export function configName(fileName: string): string {
  return fileName
    .replace(/^\.config$/, 'config')
    .replace(/\.(config|cfg|txt|conf)$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
}
