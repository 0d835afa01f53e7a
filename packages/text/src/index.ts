export { cutText } from './cut-text.ts'
export { compileNameGlob, compilePathGlob } from './glob.ts'
export { cutLine, LINE_LIMIT, LineSplitter, linesOf } from './lines.ts'
export { compilePattern, type LinePattern, PatternError } from './pattern.ts'
