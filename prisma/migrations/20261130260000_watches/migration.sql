-- Watches: branches whose revisions are tested by themselves. A check is a bisection that tests one
-- revision and searches nothing; it becomes an ordinary one where a regression was found.
CREATE TABLE "Watch" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "treeId" TEXT NOT NULL,
  "branches" TEXT[],
  "targets" JSONB NOT NULL,
  "tests" JSONB NOT NULL,
  "schedule" JSONB NOT NULL,
  "revisions" TEXT NOT NULL,
  "policy" TEXT NOT NULL,
  "runs" INTEGER NOT NULL,
  "buildsPerDay" INTEGER,
  "bisections" INTEGER NOT NULL,
  "paused" BOOLEAN NOT NULL DEFAULT false,
  "createdBy" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "lookedAt" TIMESTAMPTZ(3),
  "lookError" TEXT,
  CONSTRAINT "Watch_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Watch_treeId_fkey" FOREIGN KEY ("treeId") REFERENCES "Tree"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "Watch_name_key" ON "Watch"("name");
CREATE INDEX "Watch_treeId_idx" ON "Watch"("treeId");

ALTER TABLE "Bisection" ADD COLUMN "check" JSONB, ADD COLUMN "watchId" TEXT,
  ADD CONSTRAINT "Bisection_watchId_fkey" FOREIGN KEY ("watchId") REFERENCES "Watch"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "Bisection_watchId_state_idx" ON "Bisection"("watchId", "state");

CREATE TABLE "WatchTip" (
  "watchId" TEXT NOT NULL,
  "branch" TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "WatchTip_pkey" PRIMARY KEY ("watchId", "branch"),
  CONSTRAINT "WatchTip_watchId_fkey" FOREIGN KEY ("watchId") REFERENCES "Watch"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "WatchedRevision" (
  "id" TEXT NOT NULL,
  "number" BIGSERIAL NOT NULL,
  "watchId" TEXT NOT NULL,
  "branch" TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "committedAt" TIMESTAMPTZ(0) NOT NULL,
  "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "WatchedRevision_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "WatchedRevision_watchId_fkey" FOREIGN KEY ("watchId") REFERENCES "Watch"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "WatchedRevision_number_key" ON "WatchedRevision"("number");
CREATE UNIQUE INDEX "WatchedRevision_watchId_branch_commit_key" ON "WatchedRevision"("watchId", "branch", "commit");
CREATE INDEX "WatchedRevision_watchId_branch_number_idx" ON "WatchedRevision"("watchId", "branch", "number");

CREATE TABLE "WatchResult" (
  "revisionId" TEXT NOT NULL,
  "targetKey" TEXT NOT NULL,
  "testIndex" INTEGER NOT NULL,
  "targetName" TEXT NOT NULL,
  "testKind" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "passes" INTEGER NOT NULL DEFAULT 0,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "signature" JSONB,
  "reason" TEXT,
  "sameAs" TEXT,
  "bisectionId" TEXT,
  "regressionId" TEXT,
  "finishedAt" TIMESTAMPTZ(3),
  CONSTRAINT "WatchResult_pkey" PRIMARY KEY ("revisionId", "targetKey", "testIndex"),
  CONSTRAINT "WatchResult_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "WatchedRevision"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "WatchResult_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT "WatchResult_regressionId_fkey" FOREIGN KEY ("regressionId") REFERENCES "Regression"("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "WatchResult_state_idx" ON "WatchResult"("state");
CREATE INDEX "WatchResult_bisectionId_idx" ON "WatchResult"("bisectionId");
CREATE INDEX "WatchResult_regressionId_idx" ON "WatchResult"("regressionId");

CREATE TABLE "RegressionChange" (
  "id" BIGSERIAL NOT NULL,
  "regressionId" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  "targetName" TEXT NOT NULL,
  "message" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT "RegressionChange_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "RegressionChange_regressionId_fkey" FOREIGN KEY ("regressionId") REFERENCES "Regression"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "RegressionChange_regressionId_key_key" ON "RegressionChange"("regressionId", "key");

ALTER TABLE "Regression" ADD COLUMN "goneHash" TEXT, ADD COLUMN "goneAt" TIMESTAMPTZ(3);
