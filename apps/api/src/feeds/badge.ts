import { xmlText } from './atom.ts'

const HEIGHT = 20
const PADDING = 6
// Of Verdana at 11 px, on average; the text is stretched to what was reckoned.
const CHARACTER = 6.6
const GREY = '#555'
const RED = '#b3261e'
const GREEN = '#1e7b34'

const widthOf = (text: string): number => Math.round(text.length * CHARACTER)

/** A small SVG that says how many regressions are open, for a README or a web page. */
export function regressionsBadge(open: number): string {
  return badge('regressions', open === 0 ? 'none open' : `${open.toLocaleString('en')} open`, open === 0 ? GREEN : RED)
}

function badge(label: string, value: string, color: string): string {
  const [left, right] = [widthOf(label) + 2 * PADDING, widthOf(value) + 2 * PADDING]
  const title = xmlText(`${label}: ${value}`)
  const part = (text: string, from: number): string =>
    `<text x="${from + PADDING}" y="14" textLength="${widthOf(text)}">${xmlText(text)}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="${left}" height="${HEIGHT}" fill="${GREY}"/>
<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${color}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${part(label, 0)}${part(value, left)}</g>
</svg>
`
}
