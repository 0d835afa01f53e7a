-- CreateIndex
CREATE INDEX "Build_bisectionId_finishedAt_id_idx" ON "Build"("bisectionId", "finishedAt", "id");

-- CreateIndex
CREATE INDEX "Run_bisectionId_finishedAt_id_idx" ON "Run"("bisectionId", "finishedAt", "id");
