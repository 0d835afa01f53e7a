-- DropForeignKey
ALTER TABLE "Regression" DROP CONSTRAINT "Regression_bisectionId_fkey";

-- AlterTable
ALTER TABLE "Bisection" ADD COLUMN     "branch" TEXT,
ADD COLUMN     "config" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "createdBy" TEXT,
ADD COLUMN     "culprit" JSONB,
ADD COLUMN     "culpritAuthor" TEXT,
ADD COLUMN     "expected" JSONB,
ADD COLUMN     "question" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "retryOf" TEXT;

-- AlterTable
ALTER TABLE "Regression" ADD COLUMN     "architecture" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "branch" TEXT,
ADD COLUMN     "mark" JSONB,
ADD COLUMN     "note" TEXT,
ADD COLUMN     "origin" JSONB,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'bisection',
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'open',
ADD COLUMN     "treeId" TEXT NOT NULL DEFAULT '',
ALTER COLUMN "bisectionId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Token" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "lastUsedAt" TIMESTAMPTZ(3),
ADD COLUMN     "scope" TEXT NOT NULL DEFAULT 'admin';

-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "disabledReason" TEXT,
ADD COLUMN     "filters" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "format" TEXT NOT NULL DEFAULT 'standard',
ADD COLUMN     "githubSignature" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "headers" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "oldSecret" TEXT,
ADD COLUMN     "oldSecretUntil" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Override" (
    "bisectionId" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Override_pkey" PRIMARY KEY ("bisectionId","commit")
);

-- CreateTable
CREATE TABLE "Rerun" (
    "id" BIGSERIAL NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "runs" INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    "why" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Rerun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tested" (
    "treeId" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "targetName" TEXT NOT NULL,
    "testKind" TEXT NOT NULL,
    "passes" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "others" INTEGER NOT NULL DEFAULT 0,
    "subject" TEXT,
    "committedAt" TIMESTAMPTZ(0),
    "bisectionId" TEXT,
    "testedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Tested_pkey" PRIMARY KEY ("treeId","commit","targetName","testKind")
);

-- CreateTable
CREATE TABLE "Mail" (
    "id" TEXT NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "finding" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "recipients" JSONB NOT NULL,
    "messageId" TEXT NOT NULL,
    "inReplyTo" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "decidedBy" TEXT,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "sendingSince" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "Mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tokenId" TEXT,
    "who" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "tokenId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER,
    "location" TEXT,
    "answer" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("tokenId","key")
);

-- What bisections of before say of the new columns.
UPDATE "Bisection" SET
  "config" = array_to_string(
    ARRAY[CASE jsonb_typeof("targets" -> 0 -> 'config') WHEN 'string' THEN "targets" -> 0 ->> 'config' ELSE "targets" -> 0 -> 'config' ->> 'name' END]
    || ARRAY(SELECT fragment ->> 'name' FROM jsonb_array_elements("targets" -> 0 -> 'fragments') AS fragment), '+'),
  "culpritAuthor" = "result" -> 'culprit' ->> 'author',
  "culprit" = NULLIF("result" -> 'culprit', 'null'),
  "reason" = "result" ->> 'reason';

UPDATE "Regression" SET "treeId" = b."treeId", "architecture" = b."architecture"
FROM "Bisection" b WHERE b."id" = "Regression"."bisectionId";

ALTER TABLE "Regression" ALTER COLUMN "treeId" DROP DEFAULT, ALTER COLUMN "architecture" DROP DEFAULT;

INSERT INTO "Tested" ("treeId", "commit", "targetName", "testKind", "passes", "failures", "others", "bisectionId", "testedAt")
SELECT b."treeId", f."commit", t ->> 'name', b."testKind",
  count(*) FILTER (WHERE f."showed" = 'passed'),
  count(*) FILTER (WHERE f."showed" = 'failed'),
  count(*) FILTER (WHERE f."showed" NOT IN ('passed', 'failed')),
  (array_agg(b."id" ORDER BY f."finishedAt" DESC))[1], max(f."finishedAt")
FROM (
  SELECT "bisectionId", "commit", "targetKey", "signal" ->> 'kind' AS "showed", "finishedAt", false AS "built"
  FROM "Run" WHERE "reverted" = '' AND "patched" = '' AND "merged" = ''
  UNION ALL
  SELECT "bisectionId", "commit", "targetKey", CASE "result" WHEN 'built' THEN 'passed' ELSE "result"::text END, "finishedAt", true
  FROM "Build" WHERE "reverted" = '' AND "patched" = '' AND "merged" = ''
) f
JOIN "Bisection" b ON b."id" = f."bisectionId" AND (b."testKind" = 'build') = f."built"
JOIN LATERAL jsonb_array_elements(b."targets") t ON t ->> 'key' = f."targetKey"
GROUP BY 1, 2, 3, 4;

UPDATE "Tested" t SET "subject" = c."subject", "committedAt" = c."committedAt"
FROM "Candidate" c WHERE c."bisectionId" = t."bisectionId" AND c."hash" = t."commit";

-- CreateIndex
CREATE INDEX "Rerun_bisectionId_idx" ON "Rerun"("bisectionId");

-- CreateIndex
CREATE INDEX "Tested_treeId_testedAt_commit_idx" ON "Tested"("treeId", "testedAt", "commit");

-- CreateIndex
CREATE INDEX "Tested_treeId_targetName_testKind_committedAt_idx" ON "Tested"("treeId", "targetName", "testKind", "committedAt");

-- CreateIndex
CREATE INDEX "Tested_bisectionId_idx" ON "Tested"("bisectionId");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_messageId_key" ON "Mail"("messageId");

-- CreateIndex
CREATE INDEX "Mail_bisectionId_idx" ON "Mail"("bisectionId");

-- CreateIndex
CREATE INDEX "Mail_state_nextAttemptAt_idx" ON "Mail"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_finding_kind_key" ON "Mail"("finding", "kind");

-- CreateIndex
CREATE INDEX "Audit_subject_id_idx" ON "Audit"("subject", "id");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE INDEX "Bisection_question_idx" ON "Bisection"("question");

-- CreateIndex
CREATE INDEX "Bisection_outcome_createdAt_idx" ON "Bisection"("outcome", "createdAt");

-- CreateIndex
CREATE INDEX "Bisection_finishedAt_id_idx" ON "Bisection"("finishedAt" DESC NULLS LAST, "id" DESC);

-- CreateIndex
CREATE INDEX "Regression_state_foundAt_idx" ON "Regression"("state", "foundAt");

-- CreateIndex
CREATE INDEX "Regression_treeId_targetName_testKind_idx" ON "Regression"("treeId", "targetName", "testKind");

-- AddForeignKey
ALTER TABLE "Override" ADD CONSTRAINT "Override_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rerun" ADD CONSTRAINT "Rerun_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tested" ADD CONSTRAINT "Tested_treeId_fkey" FOREIGN KEY ("treeId") REFERENCES "Tree"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tested" ADD CONSTRAINT "Tested_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Regression" ADD CONSTRAINT "Regression_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Regression" ADD CONSTRAINT "Regression_treeId_fkey" FOREIGN KEY ("treeId") REFERENCES "Tree"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Mail" ADD CONSTRAINT "Mail_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

