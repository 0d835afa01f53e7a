-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "toolchainId" TEXT;

-- CreateTable
CREATE TABLE "Pin" (
    "bisectionId" TEXT NOT NULL,
    "targetKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Pin_pkey" PRIMARY KEY ("bisectionId","targetKey","kind")
);

-- CreateTable
CREATE TABLE "Installation" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Installation_pkey" PRIMARY KEY ("name")
);

-- AddForeignKey
ALTER TABLE "Pin" ADD CONSTRAINT "Pin_bisectionId_fkey" FOREIGN KEY ("bisectionId") REFERENCES "Bisection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Runs name their emulator and accelerator; builds stored before have no ids, and the next one pins.
INSERT INTO "Pin" ("bisectionId", "targetKey", "kind", "value", "words", "worker", "at")
SELECT "bisectionId", "targetKey", pinned.kind, pinned.value, pinned.words, "worker", "finishedAt"
FROM (SELECT DISTINCT ON ("bisectionId", "targetKey") * FROM "Run" WHERE "accelerator" <> 'none' ORDER BY "bisectionId", "targetKey", "finishedAt", "id") AS first,
LATERAL (VALUES ('emulator', "emulator", "emulator"), ('accelerator', "accelerator", upper("accelerator"))) AS pinned (kind, value, words);
