-- AlterTable
ALTER TABLE "Bisection" ADD COLUMN "reopenings" INTEGER NOT NULL DEFAULT 0;
