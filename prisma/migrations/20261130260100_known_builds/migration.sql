-- For what was built of a commit by whatever bisection.
CREATE INDEX "Build_commit_targetKey_idx" ON "Build"("commit", "targetKey");
