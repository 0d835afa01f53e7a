-- AlterTable
ALTER TABLE "Work" ADD COLUMN "process" TEXT NOT NULL DEFAULT '';
