export { cutLine, LINE_LIMIT, LineSplitter, linesOf } from './lines.ts'
