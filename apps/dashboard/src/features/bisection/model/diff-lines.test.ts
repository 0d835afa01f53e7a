import { expect, test } from 'vitest'
import { readDiff } from './diff-lines.ts'

const diff = `diff --git a/mm/cma.c b/mm/cma.c
index 1..2 100644
--- a/mm/cma.c
+++ b/mm/cma.c
@@ -1,3 +1,3 @@ int f(void)
 a
--- b
+++ c
 d
diff --git a/mm/cma.h b/mm/cma.h
--- a/mm/cma.h
+++ b/mm/cma.h
@@ -9 +9,2 @@
 x
+y
\\ No newline at end of file
`

test('each line has its kind, and removed lines that look like headers are lines', () => {
  expect(readDiff(diff).map((line) => line.kind)).toEqual([
    'file',
    'meta',
    'meta',
    'meta',
    'hunk',
    'context',
    'removed',
    'added',
    'context',
    'file',
    'meta',
    'meta',
    'hunk',
    'context',
    'added',
    'meta',
  ])
})
