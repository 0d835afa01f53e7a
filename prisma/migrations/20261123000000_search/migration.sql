-- DropIndex
DROP INDEX "Build_bisectionId_commit_reverted_targetKey_key";

-- DropIndex
DROP INDEX "Run_bisectionId_commit_reverted_targetKey_attempt_key";

-- AlterTable
ALTER TABLE "Bisection" ADD COLUMN     "search" JSONB,
ADD COLUMN     "suspects" JSONB;

-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "patched" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Candidate" ADD COLUMN     "noop" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "paths" JSONB;

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "patched" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Work" ADD COLUMN     "patched" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE UNIQUE INDEX "Build_bisectionId_commit_reverted_patched_targetKey_key" ON "Build"("bisectionId", "commit", "reverted", "patched", "targetKey");

-- CreateIndex
CREATE UNIQUE INDEX "Run_bisectionId_commit_reverted_patched_targetKey_attempt_key" ON "Run"("bisectionId", "commit", "reverted", "patched", "targetKey", "attempt");

-- Results of bisections that ended before say nothing of these two.
UPDATE "Bisection" SET "result" = '{"canChange": null, "ranked": []}'::jsonb || "result" WHERE "result" IS NOT NULL;
