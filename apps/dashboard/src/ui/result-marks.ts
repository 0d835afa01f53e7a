import type { ResultKind } from '../model/test-results.ts'
import type { MarkKind } from './verdict-mark.tsx'

/** Results are drawn as verdicts are: what both passed and failed is not sure. */
export const resultMarks: Readonly<Record<ResultKind, MarkKind>> = {
  passed: 'good',
  failed: 'bad',
  flaky: 'weak',
  'no result': 'skip',
}
