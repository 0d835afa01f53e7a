-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "clean" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "image" TEXT;

-- DropIndex
DROP INDEX "Build_revision_key";

-- CreateIndex
CREATE UNIQUE INDEX "Build_revision_key" ON "Build"("bisectionId", "commit", "reverted", "patched", "merged", "targetKey", "clean");
