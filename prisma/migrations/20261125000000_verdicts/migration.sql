-- DropIndex
DROP INDEX "Build_bisectionId_commit_reverted_patched_targetKey_key";

-- DropIndex
DROP INDEX "Run_bisectionId_commit_reverted_patched_targetKey_attempt_key";

-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "merged" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Candidate" ADD COLUMN     "drift" TEXT;

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "merged" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Work" ADD COLUMN     "merged" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE UNIQUE INDEX "Build_revision_key" ON "Build"("bisectionId", "commit", "reverted", "patched", "merged", "targetKey");

-- CreateIndex
CREATE UNIQUE INDEX "Run_revision_attempt_key" ON "Run"("bisectionId", "commit", "reverted", "patched", "merged", "targetKey", "attempt");

-- Results of bisections that ended before say nothing of these.
UPDATE "Bisection" SET "result" = '{"cause": null, "basis": null, "merge": null, "drift": []}'::jsonb || "result"
WHERE "result" IS NOT NULL;

-- All findings were failures; how many runs showed them was not kept.
UPDATE "Bisection" SET "result" = jsonb_set("result", '{findings}', (
  SELECT coalesce(jsonb_agg('{"fatal": true, "runs": 0}'::jsonb || finding), '[]'::jsonb)
  FROM jsonb_array_elements("result" -> 'findings') AS finding
))
WHERE jsonb_typeof("result" -> 'findings') = 'array';
