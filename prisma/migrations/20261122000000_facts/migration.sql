-- CreateEnum
CREATE TYPE "BisectionState" AS ENUM ('queued', 'running', 'paused', 'finished');

-- CreateEnum
CREATE TYPE "BuildResult" AS ENUM ('built', 'failed', 'conflict');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('waiting', 'delivered', 'failed');

-- CreateTable
CREATE TABLE "Tree" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "fetchedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Tree_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Bisection" (
    "id" TEXT NOT NULL,
    "treeId" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "targets" JSONB NOT NULL,
    "goodRef" TEXT NOT NULL,
    "goodHash" TEXT NOT NULL,
    "badRef" TEXT NOT NULL,
    "badHash" TEXT NOT NULL,
    "mergeBases" TEXT[],
    "title" TEXT NOT NULL,
    "targetName" TEXT NOT NULL,
    "architecture" TEXT NOT NULL,
    "testKind" TEXT NOT NULL,
    "state" "BisectionState" NOT NULL DEFAULT 'queued',
    "stage" TEXT NOT NULL DEFAULT 'prepare',
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "pauseReason" TEXT,
    "resumedAt" TIMESTAMPTZ(3),
    "commits" INTEGER NOT NULL DEFAULT 0,
    "candidatesLeft" INTEGER NOT NULL DEFAULT 0,
    "outcome" TEXT,
    "label" TEXT,
    "culpritHash" TEXT,
    "result" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Bisection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Candidate" (
    "bisectionId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "authoredAt" TIMESTAMPTZ(0) NOT NULL,
    "committedAt" TIMESTAMPTZ(0) NOT NULL,
    "parents" TEXT[],
    "verdict" TEXT,
    "reason" TEXT,
    "possible" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Candidate_pkey" PRIMARY KEY ("bisectionId","position")
);

-- CreateTable
CREATE TABLE "Build" (
    "id" TEXT NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "reverted" TEXT NOT NULL DEFAULT '',
    "targetKey" TEXT NOT NULL,
    "result" "BuildResult" NOT NULL,
    "signature" JSONB,
    "imageDigest" TEXT,
    "toolchain" TEXT NOT NULL,
    "droppedSymbols" JSONB NOT NULL,
    "artifacts" JSONB NOT NULL,
    "commands" TEXT[],
    "worker" TEXT NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "finishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Build_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "reverted" TEXT NOT NULL DEFAULT '',
    "targetKey" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "signal" JSONB NOT NULL,
    "log" TEXT,
    "logBytes" INTEGER NOT NULL,
    "command" TEXT NOT NULL,
    "emulator" TEXT NOT NULL,
    "accelerator" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "cpuSeconds" DOUBLE PRECISION NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,
    "finishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Work" (
    "bisectionId" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "reverted" TEXT NOT NULL DEFAULT '',
    "targetKey" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Work_pkey" PRIMARY KEY ("bisectionId","task")
);

-- CreateTable
CREATE TABLE "InfrastructureError" (
    "id" BIGSERIAL NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InfrastructureError_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" BIGSERIAL NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Regression" (
    "id" TEXT NOT NULL,
    "bisectionId" TEXT NOT NULL,
    "goodHash" TEXT NOT NULL,
    "badHash" TEXT NOT NULL,
    "targetName" TEXT NOT NULL,
    "testKind" TEXT NOT NULL,
    "signature" JSONB,
    "foundAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Regression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Artifact" (
    "digest" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Artifact_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "Token" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT[],
    "description" TEXT NOT NULL DEFAULT '',
    "secret" TEXT NOT NULL,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "state" "DeliveryState" NOT NULL DEFAULT 'waiting',
    "attempts" JSONB NOT NULL DEFAULT '[]',
    "nextAttemptAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Tree_name_key" ON "Tree"("name");

-- CreateIndex
CREATE INDEX "Bisection_createdAt_id_idx" ON "Bisection"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Bisection_state_idx" ON "Bisection"("state");

-- CreateIndex
CREATE INDEX "Bisection_treeId_createdAt_idx" ON "Bisection"("treeId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Candidate_bisectionId_hash_key" ON "Candidate"("bisectionId", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "Build_bisectionId_commit_reverted_targetKey_key" ON "Build"("bisectionId", "commit", "reverted", "targetKey");

-- CreateIndex
CREATE UNIQUE INDEX "Run_bisectionId_commit_reverted_targetKey_attempt_key" ON "Run"("bisectionId", "commit", "reverted", "targetKey", "attempt");

-- CreateIndex
CREATE INDEX "InfrastructureError_bisectionId_task_idx" ON "InfrastructureError"("bisectionId", "task");

-- CreateIndex
CREATE INDEX "Event_bisectionId_id_idx" ON "Event"("bisectionId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Regression_bisectionId_key" ON "Regression"("bisectionId");

-- CreateIndex
CREATE INDEX "Regression_foundAt_id_idx" ON "Regression"("foundAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Token_hash_key" ON "Token"("hash");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_createdAt_id_idx" ON "Delivery"("webhookId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Delivery_state_nextAttemptAt_idx" ON "Delivery"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_webhookId_type_subject_key" ON "Delivery"("webhookId", "type", "subject");

-- AddForeignKey
ALTER TABLE "Bisection" ADD CONSTRAINT "Bisection_treeId_fkey" FOREIGN KEY ("treeId") REFERENCES "Tree"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Candidate" ADD CONSTRAINT "Candidate_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Build" ADD CONSTRAINT "Build_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Work" ADD CONSTRAINT "Work_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InfrastructureError" ADD CONSTRAINT "InfrastructureError_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Regression" ADD CONSTRAINT "Regression_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
